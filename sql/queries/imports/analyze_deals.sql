-- scope: system -- the planner's figures are of all organisations
-- mode: write
analyze (skip_locked) deals, clients, before_images

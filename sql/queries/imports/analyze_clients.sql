-- scope: system -- the planner's figures are of all organisations
-- mode: write
analyze (skip_locked) clients, before_images

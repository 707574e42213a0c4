-- scope: system -- the planner's figures are of all organisations
-- mode: write
-- What the import itself asks for: sorting names by their language takes seconds.
analyze (skip_locked) clients (org_id, id, bin_iin, phone, email), before_images (org_id, operation_id, row_id)

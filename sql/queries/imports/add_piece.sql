insert into import_pieces (org_id, import_id, n, data)
values (:org_id::uuid, :import_id::uuid, :n::integer, :data::bytea)

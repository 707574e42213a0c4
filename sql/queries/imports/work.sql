-- What a job needs to know of it.
select i.entity, i.state, i.filename, i.format, i.size_bytes, i.encoding, i.separator, i.header_row, i.columns, i.mapping,
       i.create_new, i.create_clients, i.update_existing, i.empty_clears, i.on_error, i.revision, i.match, i.pipeline_id, i.stage_id, i.job_id, i.operation_id, i.counts,
       jsonb_array_length(i.columns) as n_columns, jsonb_array_length(i.errors) as n_errors,
       coalesce(i.file_expires_at > now(), false) as has_file
from imports i
where i.org_id = :org_id::uuid and i.id = :id::uuid

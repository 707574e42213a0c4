-- What a dry run found with other settings counts no more. Nothing where it runs or is done, its file has gone, or somebody
-- else has changed it.
update imports i
set encoding = coalesce(:encoding::text, i.encoding), separator = coalesce(:separator::text, i.separator),
    header_row = case when :is_read_anew::boolean then :header_row::integer else i.header_row end,
    columns = coalesce(:columns::jsonb, i.columns), sample = coalesce(:sample::jsonb, i.sample),
    mapping = coalesce(:mapping::jsonb, i.mapping), create_new = coalesce(:create_new::boolean, i.create_new),
    update_existing = coalesce(:update_existing::boolean, i.update_existing),
    empty_clears = coalesce(:empty_clears::boolean, i.empty_clears), on_error = coalesce(:on_error::text, i.on_error),
    match = coalesce(:match::text[], i.match), create_clients = coalesce(:create_clients::boolean, i.create_clients),
    pipeline_id = case when :has_place::boolean then :pipeline_id::bigint else i.pipeline_id end,
    stage_id = case when :has_place::boolean then :stage_id::bigint else i.stage_id end,
    check_report = null, revision = i.revision + 1
where i.org_id = :org_id::uuid and i.id = :id::uuid and i.state in ('ready', 'failed', 'cancelled')
  and i.file_expires_at > now() and (:revision::bigint is null or i.revision = :revision::bigint)
returning i.id

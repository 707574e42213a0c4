-- A merge patch: what is null in it stays, except the fields named in `cleared`, which the client sent as null.
update deals d
set title = coalesce(:title::text, d.title),
    amount = coalesce(:amount::numeric, d.amount),
    currency = coalesce(:currency::text, d.currency),
    client_id = case when 'client_id' = any(:cleared::text[]) then null else coalesce(:client_id::bigint, d.client_id) end,
    contact_id = case when 'contact_id' = any(:cleared::text[]) then null else coalesce(:contact_id::bigint, d.contact_id) end,
    owner_id = case when 'owner_id' = any(:cleared::text[]) then null else coalesce(:owner_id::uuid, d.owner_id) end,
    expected_close_date = case when 'expected_close_date' = any(:cleared::text[]) then null
                               else coalesce(:expected_close_date::date, d.expected_close_date) end,
    source = case when 'source' = any(:cleared::text[]) then null else coalesce(:source::text, d.source) end,
    tags = coalesce(:tags::text[], d.tags),
    lost_reason = coalesce(:lost_reason::text, d.lost_reason),
    custom = case when 'custom' = any(:cleared::text[]) then '{}'
                  when :custom::jsonb is null then d.custom
                  else jsonb_merge_patch(d.custom, :custom::jsonb) end,
    revision = d.revision + 1,
    updated_at = greatest(now(), d.updated_at)
where d.org_id = :org_id::uuid and d.id = :id::bigint and d.revision = :revision::bigint
returning d.id

-- On top of the column, whose stage is locked.
insert into deals (org_id, title, amount, currency, pipeline_id, stage_id, rank, client_id, contact_id, owner_id,
                   expected_close_date, source, tags, lost_reason, closed_at, custom)
select :org_id::uuid, :title::text, coalesce(:amount::numeric, 0),
       coalesce(:currency::text, (select o.currency from organizations o where o.id = :org_id::uuid)),
       s.pipeline_id, s.id,
       rank_between(null, (select min(d.rank) from deals d where d.org_id = s.org_id and d.stage_id = s.id)),
       :client_id::bigint, :contact_id::bigint, :owner_id::uuid, :expected_close_date::date, :source::text,
       coalesce(:tags::text[], '{}'), :lost_reason::text, case when s.kind <> 'open' then now() end,
       coalesce(:custom::jsonb, '{}')
from deal_stages s
where s.org_id = :org_id::uuid and s.id = :stage_id::bigint
returning id

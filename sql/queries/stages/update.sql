-- A merge patch: what is null in it stays. Another kind brings the probability of what is closed with it.
update deal_stages s
set name = coalesce(:name::text, s.name),
    color = coalesce(upper(:color::text), s.color),
    kind = coalesce(:kind::text, s.kind),
    probability = coalesce(:probability::integer,
                           case when coalesce(:kind::text, s.kind) = s.kind then s.probability
                                when :kind::text = 'won' then 100
                                when :kind::text = 'lost' then 0
                                else s.probability end),
    place = least(coalesce(:place::integer, s.place),
                  (select count(*) - 1 from deal_stages o where o.org_id = s.org_id and o.pipeline_id = s.pipeline_id)),
    revision = s.revision + 1,
    updated_at = now()
where s.org_id = :org_id::uuid and s.id = :id::bigint

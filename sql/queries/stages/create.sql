-- One stage or several, each at the same place of its array, in their order; without any, the standard ones. They come to
-- the place, or behind the last open stage.
with wanted as (
    select w.name, coalesce(w.kind, 'open') as kind, upper(w.color) as color, w.probability, w.place, w.n
    from unnest(:names::text[], :kinds::text[], :colors::text[], :probabilities::integer[], :places::integer[])
         with ordinality w (name, kind, color, probability, place, n)
    union all
    select s.name, s.kind, s.color, s.probability, s.place, s.place
    from standard_stages() s
    where cardinality(:names::text[]) = 0),
base as (
    select least(coalesce(:place::integer, max(s.place) filter (where s.kind = 'open') + 1, 0), count(*)) as place
    from deal_stages s
    where s.org_id = :org_id::uuid and s.pipeline_id = :pipeline_id::bigint)
insert into deal_stages (org_id, pipeline_id, name, kind, color, probability, place)
select :org_id::uuid, :pipeline_id::bigint, w.name, w.kind,
       coalesce(w.color, case w.kind when 'won' then '#2F9E44' when 'lost' then '#E03131' else '#868E96' end),
       coalesce(w.probability, case w.kind when 'won' then 100 else 0 end),
       b.place + row_number() over (order by w.place, w.n) - 1
from wanted w, base b
order by w.place, w.n
returning id

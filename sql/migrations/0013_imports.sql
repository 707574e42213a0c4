-- Imports of clients and deals.

alter table imports
    drop constraint imports_entity_check,
    add check (entity in ('product', 'client', 'deal')),
    add column resource text not null generated always as (entity || 's') stored,
    add column match text[] check (match <@ '{bin_iin,phone,email}' and cardinality(match) between 1 and 3),
    add column pipeline_id bigint,
    add column stage_id bigint,
    add column create_clients boolean,
    add column tops jsonb not null default '{}' check (jsonb_typeof(tops) = 'object');
comment on column imports.resource is 'Whose rights it follows.';
comment on column imports.match is 'By what clients are found, the first one first; null: there are none in its rows.';
comment on column imports.pipeline_id is 'Where new deals go; null: the default pipeline. Pipeline and stage may be no more.';
comment on column imports.stage_id is 'Where deals go whose row names no stage; null: the first stage of the pipeline.';
comment on column imports.create_clients is 'Whether clients of deals are made where there are none yet; null: its rows are no deals.';
comment on column imports.tops is 'Of deals: by stage the rank from which the rows of the file are numbered, so that all slices stand in its order.';

create or replace view import_rows as
select i.org_id as _org_id, i.id, i.entity, i.state, i.filename, i.format, i.size_bytes, i.encoding, i.separator,
       i.header_row, i.columns, i.sample, i.mapping, i.create_new, i.update_existing, i.empty_clears, i.on_error,
       i.check_job_id, i.check_report as "check", i.job_id,
       case when i.counts is not null then i.counts || jsonb_build_object('errors', i.errors) end as report,
       i.operation_id, o.state as operation_state, o.expires_at as operation_expires_at, i.revision, i.created_by,
       coalesce(u.full_name, k.name) as created_by_name, i.created_at, i.started_at, i.finished_at, i.file_expires_at,
       i.match, i.pipeline_id, i.stage_id, i.create_clients, i.resource as _resource
from imports i
left join operations o on o.org_id = i.org_id and o.id = i.operation_id
left join users u on u.org_id = i.org_id and u.id = i.created_by
left join api_keys k on k.org_id = i.org_id and k.id = i.created_by;

drop trigger jobs_import on jobs;
create trigger jobs_import after update on jobs
    for each row when (new.kind in ('products.import', 'clients.import', 'deals.import') and old.state <> new.state)
    execute function follow_import_job();

create table import_clients (
    org_id uuid not null,
    operation_id uuid not null,
    client_id bigint not null,
    revision integer not null,
    primary key (org_id, operation_id, client_id),
    foreign key (org_id, operation_id) references operations (org_id, id) on delete cascade
);
comment on table import_clients is 'Clients that an import of deals made beside them: they go with the deals, where nobody has done anything with them since.';
comment on column import_clients.revision is 'As the import left it.';

-- ---- what the words of a row mean ----

create function jsonb_texts(list jsonb) returns text[]
language sql immutable parallel safe as $$
    select coalesce(array_agg(t.text order by t.n), '{}') from jsonb_array_elements_text(nullif(list, 'null')) with ordinality t (text, n)
$$;
comment on function jsonb_texts is 'An array of texts; none where it is null.';

create function user_named(org uuid, word text) returns uuid
language sql stable as $$
    select u.id from users u
    where u.org_id = org and u.is_active and (lower(u.email) = lower(word) or u.username = lower(word))
$$;
comment on function user_named is 'Who bears this e-mail or user name and may act; null: nobody.';

create function clients_alike(org uuid, keys text[], of_bin_iin text, of_phone text, of_email text, of_name text) returns bigint[]
language plpgsql stable as $$
declare
    key text;
    wanted text;
    found bigint[];
    has_key boolean := false;
begin
    foreach key in array keys loop
        wanted := case key when 'bin_iin' then of_bin_iin when 'phone' then of_phone else of_email end;
        continue when wanted is null;
        has_key := true;
        case key
        when 'bin_iin' then
            found := array(select c.id from clients c where c.org_id = org and c.bin_iin = wanted limit 2);
        when 'phone' then
            found := array(select c.id from clients c where c.org_id = org and c.phone = wanted limit 2);
        else
            found := array(select c.id from clients c where c.org_id = org and lower(c.email) = lower(wanted) limit 2);
        end case;
        if cardinality(found) > 0 then
            return found;
        end if;
    end loop;
    if has_key or of_name is null then
        return '{}';
    end if;
    return array(select c.id from clients c where c.org_id = org and c.name = of_name limit 2);
end $$;
comment on function clients_alike is 'Clients with the first of the keys that any has, two at most; by the very name where none of the keys is given.';

create function fit_clients(org uuid, import uuid, actor uuid, items jsonb)
returns table (n integer, item jsonb, id bigint, owner_id uuid, outcome text)
language sql stable as $$
    with item as materialized (
        select i.n::integer - 1 as n, i.item, s.create_new, s.update_existing,
               clients_alike(org, s.match, i.item ->> 'bin_iin', i.item ->> 'phone', i.item ->> 'email', null) as alike,
               case when i.item ->> 'owner' is not null then user_named(org, i.item ->> 'owner') end as owner_id
        from imports s, jsonb_array_elements(items) with ordinality i (item, n)
        where s.org_id = org and s.id = import),
    met as materialized (
        select i.*, i.alike[1] as id, row_number() over (partition by i.alike[1] order by i.n) as nth
        from item i)
    select m.n, m.item, m.id,
           coalesce(m.owner_id, case when m.id is null then (select u.id from users u where u.org_id = org and u.id = actor) end),
           case when cardinality(m.alike) > 1 then 'ambiguous'
                when m.id is null and not m.create_new then 'may_not_create'
                when m.id is not null and not m.update_existing then 'may_not_update'
                when m.item ->> 'owner' is not null and m.owner_id is null then 'owner_unknown'
                when m.id is null and m.item ->> 'name' is null then 'name_needed'
                when m.id is null then 'created'
                when m.nth > 1 then 'again'
                when m.item ->> 'name' is not null and (m.item ->> 'name') is distinct from c.name collate "C"
                  or m.item ? 'bin_iin' and (m.item ->> 'bin_iin') is distinct from c.bin_iin
                  or m.item ? 'phone' and (m.item ->> 'phone') is distinct from c.phone
                  or m.item ? 'email' and (m.item ->> 'email') is distinct from c.email
                  or m.item ? 'address' and (m.item ->> 'address') is distinct from c.address
                  or m.item ? 'source' and (m.item ->> 'source') is distinct from c.source collate "C"
                  or m.item ? 'tags' and jsonb_texts(m.item -> 'tags') <> c.tags
                  or m.owner_id <> c.owner_id or m.owner_id is not null and c.owner_id is null
                    then 'updated'
                else 'unchanged' end
    from met m
    left join lateral (select o.* from clients o where o.org_id = org and o.id = m.id limit 1) c on m.id is not null -- not all of them
$$;
comment on function fit_clients is 'What becomes of rows of an import of clients. `again`: an earlier one of them means the same client; it is to be done first.';

create function fit_deals(org uuid, import uuid, own uuid, actor uuid, items jsonb)
returns table (n integer, item jsonb, id bigint, stage_id bigint, was_stage_id bigint, client_id bigint, owner_id uuid, outcome text)
language sql stable as $$
    with setting as materialized (
        select i.match, i.create_new, i.update_existing, i.create_clients, p.id as pipeline_id,
               (select s.id from deal_stages s
                where s.org_id = org and s.pipeline_id = p.id and (i.stage_id is null or s.id = i.stage_id)
                order by s.place, s.id limit 1) as stage_id
        from imports i
        left join pipelines p on p.org_id = org and case when i.pipeline_id is null then p.is_default else p.id = i.pipeline_id end
        where i.org_id = org and i.id = import),
    item as materialized (
        select i.n::integer - 1 as n, i.item, (i.item ->> 'id')::bigint as wanted,
               case when coalesce(i.item ->> 'client_name', i.item ->> 'client_phone', i.item ->> 'client_email',
                                  i.item ->> 'client_bin_iin') is not null then
                   clients_alike(org, s.match, i.item ->> 'client_bin_iin', i.item ->> 'client_phone', i.item ->> 'client_email',
                                 i.item ->> 'client_name') end as alike,
               case when own is not null then (select u.id from users u where u.org_id = org and u.id = own)
                    when i.item ->> 'owner' is not null then user_named(org, i.item ->> 'owner') end as owner_id
        from setting s, jsonb_array_elements(items) with ordinality i (item, n)),
    met as materialized (
        select i.*, d.id, d.stage_id as was_stage_id,
               case when i.item ->> 'stage' is null then coalesce(d.stage_id, s.stage_id) else named.id end as stage_id,
               named.n > 1 as is_vague
        from setting s cross join item i
        left join lateral (
            select o.id, o.stage_id, o.pipeline_id
            from deals o
            where o.org_id = org and o.id = i.wanted and (own is null or o.owner_id = own)
            limit 1) d on i.wanted is not null -- not all of them to join them with
        left join lateral (
            select min(t.id) as id, count(*) as n
            from deal_stages t
            where t.org_id = org and t.pipeline_id = coalesce(d.pipeline_id, s.pipeline_id)
              and i.item ->> 'stage' is not null and lower(t.name) = lower(i.item ->> 'stage')) named on true)
    select m.n, m.item, m.id, m.stage_id, m.was_stage_id, case when m.alike is null then d.client_id else m.alike[1] end,
           coalesce(m.owner_id, case when m.id is not null then d.owner_id
                                     else (select u.id from users u where u.org_id = org and u.id = actor) end),
           case when m.wanted is not null and m.id is null then 'not_found'
                when m.id is null and not s.create_new then 'may_not_create'
                when m.id is not null and not s.update_existing then 'may_not_update'
                when m.id is null and m.item ->> 'title' is null then 'title_needed'
                when m.owner_id is null and (own is not null or m.item ->> 'owner' is not null) then 'owner_unknown'
                when m.is_vague then 'stage_vague'
                when m.stage_id is null then 'stage_unknown'
                when t.kind = 'lost' and coalesce(m.item ->> 'lost_reason', d.lost_reason) is null then 'reason_needed'
                when t.kind <> 'lost' and m.item ->> 'lost_reason' is not null then 'reason_unwanted'
                when cardinality(m.alike) > 1 then 'client_vague'
                when m.alike = '{}' and not s.create_clients then 'client_unknown'
                when m.alike = '{}' and m.item ->> 'client_name' is null then 'client_name_needed'
                when m.id is null then 'created'
                when m.stage_id <> m.was_stage_id
                  or m.alike is not null and m.alike[1] is distinct from d.client_id
                  or m.owner_id <> d.owner_id or m.owner_id is not null and d.owner_id is null
                  or m.item ->> 'title' is not null and (m.item ->> 'title') <> d.title collate "C"
                  or (m.item ->> 'amount')::numeric <> d.amount
                  or (m.item ->> 'currency') <> d.currency
                  or m.item ? 'expected_close_date' and (m.item ->> 'expected_close_date')::date is distinct from d.expected_close_date
                  or m.item ? 'source' and (m.item ->> 'source') is distinct from d.source collate "C"
                  or m.item ? 'tags' and jsonb_texts(m.item -> 'tags') <> d.tags
                  or (m.item ->> 'lost_reason') <> d.lost_reason
                    then 'updated'
                else 'unchanged' end
    from setting s cross join met m
    left join lateral (select o.* from deals o where o.org_id = org and o.id = m.id limit 1) d on m.id is not null
    left join deal_stages t on t.org_id = org and t.id = m.stage_id
$$;
comment on function fit_deals is 'What becomes of rows of an import of deals. A stage is looked for in the pipeline that the deal is in; client_id null where the client is still to be made.';

-- ---- doing it ----

-- One after the other, since a row may mean the client that one before it has made.
create function make_clients_of_deals(org uuid, import uuid, operation uuid, own uuid, actor uuid, items jsonb) returns integer
language plpgsql volatile as $$
declare
    keys constant text[] := (select i.match from imports i where i.org_id = org and i.id = import);
    row jsonb;
    made clients;
    n integer := 0;
begin
    for row in
        select i.item from jsonb_array_elements(items) with ordinality i (item, n)
        where i.item ->> 'client_name' is not null
        order by i.n
    loop
        continue when cardinality(clients_alike(org, keys, row ->> 'client_bin_iin', row ->> 'client_phone', row ->> 'client_email',
                                                row ->> 'client_name')) > 0;
        insert into clients (org_id, name, bin_iin, phone, email, owner_id)
        values (org, row ->> 'client_name', row ->> 'client_bin_iin', row ->> 'client_phone', row ->> 'client_email',
                (select u.id from users u
                 where u.org_id = org and u.id = coalesce(own, user_named(org, row ->> 'owner'), actor)))
        returning * into made;
        insert into import_clients (org_id, operation_id, client_id, revision) values (org, operation, made.id, made.revision);
        n := n + 1;
    end loop;
    return n;
end $$;
comment on function make_clients_of_deals is 'Makes the clients that rows of deals name and that are not there yet. Answers how many.';

-- Rows are numbered in steps that a hundred million of them fit between two whole ranks.
create function import_top(org uuid, import uuid, stage bigint, from_row bigint, n_rows bigint) returns numeric
language plpgsql volatile as $$
declare
    step constant numeric := 0.00000001;
    top numeric := (select (i.tops ->> stage::text)::numeric from imports i where i.org_id = org and i.id = import);
begin
    if top is null or exists (select from deals d
                              where d.org_id = org and d.stage_id = stage
                                and d.rank between top + step * from_row and top + step * (from_row + n_rows)) then
        top := floor(coalesce((select min(d.rank) from deals d where d.org_id = org and d.stage_id = stage), 0)) - 2;
        update imports i set tops = i.tops || jsonb_build_object(stage::text, top) where i.org_id = org and i.id = import;
    end if;
    return top;
end $$;
comment on function import_top is 'The rank from which rows of the import are numbered in a stage, which is locked: above what stood there when it began, or above all where somebody stands in their place.';

-- ---- taking it back ----

create function client_has_company(c clients) returns boolean
language sql stable as $$
    select exists (select from deals d where d.org_id = c.org_id and d.client_id = c.id)
        or exists (select from contacts p where p.org_id = c.org_id and p.client_id = c.id)
        or exists (select from tasks t where t.org_id = c.org_id and t.client_id = c.id)
        or exists (select from activities a where a.org_id = c.org_id and a.client_id = c.id)
$$;
comment on function client_has_company is 'Whether anything hangs on the client.';

create function deal_has_company(d deals) returns boolean
language sql stable as $$
    select exists (select from tasks t where t.org_id = d.org_id and t.deal_id = d.id)
        or exists (select from activities a where a.org_id = d.org_id and a.deal_id = d.id)
$$;
comment on function deal_has_company is 'Whether anything hangs on the deal.';

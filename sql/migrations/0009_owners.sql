-- Whose a row is. Rows of some resources belong to people, who may see no others; of a task or an activity there may be
-- several. What happens to a row is told to those it belonged to before and to those it belongs to afterwards.

alter table events
    drop column owner_before,
    drop column owner_after,
    add column owners_before uuid[],
    add column owners_after uuid[];
comment on column events.owners_before is 'Whose row it was; who loses sight of it is told so. Null: the resource knows no owners.';
comment on column events.owners_after is 'Whose row it is now.';

create function row_owners(entity text, of_row jsonb) returns uuid[]
language plpgsql stable as $$
begin
    case
    when of_row is null then
        return null;
    when entity = 'deal' then
        return array_remove(array[(of_row ->> 'owner_id')::uuid], null);
    when entity = 'task' then
        return array_remove(array[(of_row ->> 'assignee_id')::uuid, (of_row ->> 'created_by')::uuid, deal_owner(of_row)], null);
    when entity = 'activity' then
        return array_remove(array[(of_row ->> 'author_id')::uuid, deal_owner(of_row)], null);
    else
        return null;
    end case;
end $$;
comment on function row_owners is 'Those to whom a row belongs; null where the resource knows no owners.';

create function deal_owner(of_row jsonb) returns uuid
language plpgsql stable as $$
begin
    return (select d.owner_id from deals d
            where d.org_id = (of_row ->> 'org_id')::uuid and d.id = (of_row ->> 'deal_id')::bigint);
end $$;
comment on function deal_owner is 'Of the deal that a row is about.';

create function by_api_names(of_row jsonb, renamed jsonb) returns jsonb
language plpgsql immutable strict parallel safe as $$
begin
    if not of_row ?| array(select jsonb_object_keys(renamed)) then
        return of_row;
    end if;
    return (select jsonb_object_agg(coalesce(renamed ->> o.key, o.key), o.value) from jsonb_each(of_row) o);
end $$;
comment on function by_api_names is 'A row with its columns under the names that the API has for them.';

create or replace function record_event() returns trigger
language plpgsql as $$
declare
    quiet constant text[] := tg_argv[1];
    hidden constant text[] := tg_argv[2];
    renamed constant jsonb := tg_argv[3];
    lone constant text[] := coalesce(tg_argv[4], '{}');
    row_was constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    row_now constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    shown constant jsonb := coalesce(row_now, row_was);
    secret constant text[] := hidden || 'org_id'::text;
    touched text[];
    was jsonb;
    changed text[] := '{}';
    t text;
begin
    if tg_op = 'UPDATE' then
        select array_agg(o.key), jsonb_object_agg(o.key, o.value) into touched, was
        from jsonb_each(row_was) o where row_now -> o.key is distinct from o.value;
        if touched is null or touched <@ quiet or touched <@ lone then
            return null;
        end if;
        foreach t in array touched loop
            if t <> all (quiet) then
                changed := changed || coalesce(renamed ->> t, t);
            end if;
        end loop;
    end if;
    insert into events (org_id, actor, entity, entity_id, action, changed, data, before, owners_before, owners_after, note)
    values ((shown ->> 'org_id')::uuid,
            nullif(current_setting('sauda.actor', true), '')::uuid,
            tg_argv[0],
            shown ->> 'id',
            case tg_op when 'UPDATE' then 'updated' when 'INSERT' then 'created' else 'deleted' end,
            changed,
            by_api_names(shown - secret, renamed),
            by_api_names(was - secret - quiet, renamed),
            row_owners(tg_argv[0], row_was),
            row_owners(tg_argv[0], row_now),
            nullif(current_setting('sauda.note', true), ''));
    return null;
end $$;

create or replace function record_job_event() returns trigger
language plpgsql as $$
declare
    row_now constant jsonb := to_jsonb(new) - '{org_id,unique_key,lease_id,lease_until,checkpoint}'::text[];
    row_was jsonb;
    touched text[] := '{}';
begin
    if tg_op = 'UPDATE' then
        select coalesce(array_agg(o.key order by o.key), '{}'), jsonb_object_agg(o.key, o.value) into touched, row_was
        from jsonb_each(to_jsonb(old)) o
        where o.key in ('state', 'is_cancel_requested', 'result', 'error_code', 'error_message')
          and row_now -> o.key is distinct from o.value;
    end if;
    insert into events (org_id, actor, entity, entity_id, action, changed, data, before, owners_after)
    values (new.org_id, nullif(current_setting('sauda.actor', true), '')::uuid, 'job', new.id::text,
            case when tg_op = 'INSERT' then 'created' when new.finished_at is not null then 'finished' else 'updated' end,
            touched, row_now, row_was, array_remove(array[new.created_by], null));
    return null;
end $$;

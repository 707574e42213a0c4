-- The ground all resources stand on: organisations, the people in them, the outbox of events, idempotency keys.

create table organizations (
    id uuid primary key,
    name text not null check (length(name) between 1 and 200),
    currency text not null default 'KZT' check (currency ~ '^[A-Z]{3}$'),
    time_zone text not null default 'Asia/Almaty',
    language text not null default 'ru' check (language in ('ru', 'kk', 'en')),
    revision integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table organizations is 'A sales team: the tenant. Every other table of what people work with begins its key with org_id.';
comment on column organizations.currency is 'ISO 4217; of amounts that name none.';
comment on column organizations.time_zone is 'IANA name; where a day begins in reports.';

create table users (
    org_id uuid not null references organizations (id),
    id uuid not null,
    email text not null check (length(email) <= 254),
    full_name text not null check (length(full_name) between 1 and 200),
    role text not null check (role in ('admin', 'office', 'supervisor', 'promoter', 'manager', 'employee')),
    is_active boolean not null default true,
    revision integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (org_id, id)
);
create unique index users_email on users (lower(email));
comment on table users is 'The people of an organisation.';
comment on column users.is_active is 'False: may not act any more; the rows they made stay.';

-- The outbox. Order and cursor are `id` alone: the trigger draws it while the row is locked, so within a row it is the
-- order of the changes.
create sequence events_id_seq as bigint;
create table events (
    org_id uuid not null,
    id bigint not null default nextval('events_id_seq'),
    at timestamptz not null default clock_timestamp(),
    actor uuid,
    entity text not null,
    entity_id text not null,
    action text not null,
    changed text[] not null default '{}',
    data jsonb not null default '{}',
    before jsonb,
    owner_before uuid,
    owner_after uuid,
    note text,
    primary key (org_id, id, at)
) partition by range (at);
create index events_id on events (id);
create index events_entity on events (org_id, entity, entity_id, id);
comment on table events is 'What changed, from whom, when: the live feed, the audit log and the source of webhooks. Partitioned by month (UTC).';
comment on column events.actor is 'The user who acted; null: outside the program.';
comment on column events.entity is 'The resource in the singular: module, deal.';
comment on column events.action is 'created, updated, deleted, or a word of the resource: health_changed.';
comment on column events.changed is 'The fields that an update changed, by their names in the API.';
comment on column events.data is 'The row as it is now (deleted: as it was), without secrets.';
comment on column events.before is 'The changed fields as they were.';
comment on column events.owner_before is 'Whose row it was; who loses sight of it is told so.';
comment on column events.note is 'Why an exception was made: forced.';

-- Months ahead, made at start and daily. Created like the parent and attached, so that it never waits for readers.
create function ensure_event_partitions(months_ahead integer) returns integer
language plpgsql as $$
declare
    first date := date_trunc('month', now() at time zone 'UTC')::date;
    month date;
    name text;
    made integer := 0;
begin
    for i in 0..months_ahead loop
        month := first + make_interval(months => i);
        name := 'events_' || to_char(month, 'YYYY_MM');
        if to_regclass(name) is null then
            execute format('create table %I (like events including defaults including constraints)', name);
            execute format('alter table events attach partition %I for values from (%L) to (%L)', name,
                           month::timestamp at time zone 'UTC',
                           (month + interval '1 month')::timestamp at time zone 'UTC');
            made := made + 1;
        end if;
    end loop;
    return made;
end $$;
comment on function ensure_event_partitions is 'Makes the partitions of this month and the next ones that are missing; answers how many.';
select ensure_event_partitions(3);

-- The one trigger that fills the outbox. Arguments: the entity; columns that make no event by themselves and are not
-- listed as changed; columns never copied; a JSON object of columns that the API knows by another name; columns that
-- make no event where nothing else changed with them (the ranks of neighbours).
create function record_event() returns trigger
language plpgsql as $$
declare
    quiet constant text[] := tg_argv[1];
    hidden constant text[] := tg_argv[2];
    renamed constant jsonb := tg_argv[3];
    lone constant text[] := coalesce(tg_argv[4], '{}');
    row_was constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    row_now constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    shown constant jsonb := coalesce(row_now, row_was);
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
    insert into events (org_id, actor, entity, entity_id, action, changed, data, before, owner_before, owner_after, note)
    values ((shown ->> 'org_id')::uuid,
            nullif(current_setting('sauda.actor', true), '')::uuid,
            tg_argv[0],
            shown ->> 'id',
            case tg_op when 'UPDATE' then 'updated' when 'INSERT' then 'created' else 'deleted' end,
            changed,
            shown - hidden - 'org_id',
            was - hidden - quiet,
            (row_was ->> 'owner_id')::uuid,
            (row_now ->> 'owner_id')::uuid,
            nullif(current_setting('sauda.note', true), ''));
    return null;
end $$;
comment on function record_event is 'Leaves a row in events for each change of a row, also for those made by hand.';

create trigger users_events after insert or update or delete on users
    for each row execute function record_event('user', '{revision,updated_at}', '{}', '{}');
create function record_organization_event() returns trigger
language plpgsql as $$
begin
    insert into events (org_id, actor, entity, entity_id, action, data, before)
    values (new.id, nullif(current_setting('sauda.actor', true), '')::uuid, 'organization', new.id::text,
            case tg_op when 'INSERT' then 'created' else 'updated' end, to_jsonb(new),
            case tg_op when 'UPDATE' then to_jsonb(old) end);
    return null;
end $$;
create trigger organizations_events after insert or update on organizations
    for each row execute function record_organization_event();

-- Places in an order that people change: a move writes one row, its new rank lies between those of its neighbours. The
-- point is drawn at random from the middle of the gap, so that two who move into one gap at once do not meet; a unique
-- constraint on the rank tells when they do.
create function rank_between(lower_rank numeric, upper_rank numeric) returns numeric
language plpgsql volatile as $$
declare
    width numeric;
    digits integer;
begin
    if upper_rank is null then
        return floor(coalesce(lower_rank, 0)) + 1 + trunc(random()::numeric, 6);
    elsif lower_rank is null then
        return ceil(upper_rank) - 1 - trunc(random()::numeric, 6);
    end if;
    width := upper_rank - lower_rank;
    digits := greatest(6 - floor(log(width::double precision))::integer, 0); -- numeric's logarithm is slow
    return trim_scale(round(lower_rank + width * (0.25 + random() / 2)::numeric, digits));
end $$;
comment on function rank_between is 'A rank between two others; null stands for the end of the order on that side.';

-- RFC 7396: what is null in the patch is taken out, objects are merged, all else is replaced.
create function jsonb_merge_patch(target jsonb, patch jsonb) returns jsonb
language plpgsql immutable as $$
declare
    result jsonb := case when jsonb_typeof(target) = 'object' then target else '{}' end;
    field record;
begin
    if jsonb_typeof(patch) <> 'object' then
        return patch;
    end if;
    for field in select key, value from jsonb_each(patch) loop
        if field.value = 'null' then
            result := result - field.key;
        else
            result := jsonb_set(result, array[field.key], jsonb_merge_patch(result -> field.key, field.value));
        end if;
    end loop;
    return result;
end $$;
comment on function jsonb_merge_patch is 'Merges a JSON merge patch (RFC 7396).';

create table idempotency_keys (
    org_id uuid not null,
    actor uuid not null,
    operation text not null,
    key text not null,
    request_hash bytea not null,
    status smallint not null,
    headers text[] not null,
    body bytea not null,
    created_at timestamptz not null default now(),
    primary key (org_id, actor, operation, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);
comment on table idempotency_keys is 'Answers to POSTs that carried an Idempotency-Key, kept for 24 hours and written in the transaction of the work itself.';
comment on column idempotency_keys.request_hash is 'SHA-256 of the body: the same key with another body is refused.';
comment on column idempotency_keys.headers is 'Name, value, name, value.';

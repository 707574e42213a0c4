-- The board of integrations: what stands on it, what is known of its health, and the bounded history of the checks.

create table platform_modules (
    org_id uuid not null references organizations (id),
    id uuid not null,
    name text not null check (length(name) between 1 and 120),
    platform text not null check (length(platform) between 1 and 40),
    status text not null check (status in ('active', 'testing', 'inactive', 'archived')),
    description text not null default '',
    version text not null default '',
    api_url text not null,
    health_endpoint text not null default '/health',
    features text[] not null default '{}',
    config jsonb not null default '{}' check (jsonb_typeof(config) = 'object'),
    constraint platform_modules_config_size check (octet_length(config::text) <= 98304),
    check_headers jsonb not null default '{}',
    rank numeric not null,
    revision integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (org_id, id),
    constraint platform_modules_rank unique (org_id, status, rank)
);
comment on table platform_modules is 'A service that connects one marketplace, and its place on the board.';
comment on column platform_modules.rank is 'The hidden place in the column: the number of smaller ones is the `order` of the API. A move writes one row: a number between its new neighbours.';
comment on column platform_modules.check_headers is 'Sent with each check; write-only, so apart from config and never copied into events.';

create trigger platform_modules_events after insert or update or delete on platform_modules
    for each row execute function record_event('module', '{revision,updated_at}', '{rank,check_headers}',
                                               '{"rank": "order", "check_headers": "config"}', '{rank}');

-- A patch that changes nothing is no change: without this its revision would go up and nobody would be told.
create function keep_revision() returns trigger
language plpgsql as $$
declare
    wanted constant integer := new.revision;
    at constant timestamptz := new.updated_at;
begin
    new.revision := old.revision;
    new.updated_at := old.updated_at;
    if new is distinct from old then
        new.revision := wanted;
        new.updated_at := at;
    end if;
    return new;
end $$;
comment on function keep_revision is 'Leaves revision and updated_at as they were where nothing else of the row changes.';
create trigger platform_modules_unchanged before update on platform_modules
    for each row when (new.rank = old.rank and new.revision <> old.revision)
    execute function keep_revision();

create table module_health (
    org_id uuid not null,
    module_id uuid not null,
    checked_at timestamptz,
    is_healthy boolean,
    is_degraded boolean not null default false,
    status_code integer,
    latency_ms integer,
    error text,
    uptime_24h double precision,
    recent_latency_ms integer[] not null default '{}',
    next_check_at timestamptz not null default now(),
    primary key (org_id, module_id),
    foreign key (org_id, module_id) references platform_modules (org_id, id) on delete cascade
) with (fillfactor = 70);
create index module_health_due on module_health (next_check_at);
comment on table module_health is 'What the last check of a module found, and when the next is due. Apart from the module: a check never waits for a move.';
comment on column module_health.is_healthy is 'Null: never checked.';
comment on column module_health.recent_latency_ms is 'The latest 30 checks, oldest first; null where one failed.';
comment on column module_health.next_check_at is 'Moved on by whoever claims the check, so that no two processes make it.';

create function record_module_health_event() returns trigger
language plpgsql as $$
begin
    insert into events (org_id, entity, entity_id, action, changed, data, before)
    values (new.org_id, 'module', new.module_id::text, 'health_changed', '{is_healthy}',
            jsonb_build_object('module_id', new.module_id, 'is_healthy', new.is_healthy, 'is_degraded', new.is_degraded,
                               'status_code', new.status_code, 'latency_ms', new.latency_ms,
                               'checked_at', new.checked_at, 'error', new.error, 'uptime_24h', new.uptime_24h),
            jsonb_build_object('is_healthy', old.is_healthy));
    return null;
end $$;
-- A first check that finds the module healthy is no news.
create trigger module_health_events after update of is_healthy on module_health
    for each row when (old.is_healthy is distinct from new.is_healthy
                       and not (old.is_healthy is null and new.is_healthy))
    execute function record_module_health_event();

-- Where a module comes to stand in a column: before or after another one, at a place counted without itself, or last.
create function module_rank(org uuid, module uuid, col text, before_module uuid, after_module uuid, place integer)
returns numeric
language plpgsql volatile as $$
declare
    lower_rank numeric;
    upper_rank numeric;
    around numeric[];
begin
    if before_module is not null then
        select m.rank, (select max(o.rank) from platform_modules o
                        where o.org_id = org and o.status = col and o.rank < m.rank and o.id <> module)
        into upper_rank, lower_rank
        from platform_modules m
        where m.org_id = org and m.id = before_module and m.status = col and m.id <> module;
    elsif after_module is not null then
        select m.rank, (select min(o.rank) from platform_modules o
                        where o.org_id = org and o.status = col and o.rank > m.rank and o.id <> module)
        into lower_rank, upper_rank
        from platform_modules m
        where m.org_id = org and m.id = after_module and m.status = col and m.id <> module;
    elsif place = 0 then
        upper_rank := (select min(m.rank) from platform_modules m
                       where m.org_id = org and m.status = col and m.id <> module);
    else
        if place is not null then
            around := array(select m.rank from platform_modules m
                            where m.org_id = org and m.status = col and m.id <> module
                            order by m.rank offset place - 1 limit 2);
            lower_rank := around[1];
            upper_rank := around[2];
        end if;
        if lower_rank is null then -- beyond the end
            lower_rank := (select max(m.rank) from platform_modules m
                           where m.org_id = org and m.status = col and m.id <> module);
        end if;
    end if;
    if coalesce(before_module, after_module) is not null and lower_rank is null and upper_rank is null then
        raise exception 'the neighbour does not stand in the column' using errcode = 'no_data_found';
    end if;
    return rank_between(lower_rank, upper_rank);
end $$;
comment on function module_rank is 'The rank for a place on the board; no_data_found where the neighbour named is not in the column.';

-- Headers of checks are patched like the rest of config, but `***`, which is what clients read, keeps a value.
create function check_headers_patch(headers jsonb, config_patch jsonb) returns jsonb
language sql immutable as $$
    select case
        when config_patch = 'null' or config_patch -> 'health' = 'null' or config_patch #> '{health,headers}' = 'null'
            then '{}'
        when config_patch #> '{health,headers}' is null then headers
        else (select coalesce(jsonb_object_agg(key, value), '{}')
              from jsonb_each(jsonb_merge_patch(headers, (select coalesce(jsonb_object_agg(key, value), '{}')
                                                          from jsonb_each(config_patch #> '{health,headers}')
                                                          where value <> '"***"'))))
    end
$$;
comment on function check_headers_patch is 'What a merge patch of config makes of the headers of checks.';

-- A module as the API shows it; its place is added by who reads. Columns with an underscore are for statements only.
create view module_rows as
select m.org_id as _org_id, m.rank as _rank, m.id, m.name, m.platform, m.status, m.description, m.version, m.api_url,
       m.health_endpoint, m.features,
       case when m.check_headers = '{}' then m.config
            else m.config || jsonb_build_object('health', coalesce(m.config -> 'health', '{}') || jsonb_build_object(
                'headers', (select jsonb_object_agg(key, '***') from jsonb_object_keys(m.check_headers) key)))
       end as config,
       h.checked_at as last_health_check, h.is_healthy, coalesce(h.is_degraded, false) as is_degraded,
       h.status_code as last_status_code, h.latency_ms as last_latency_ms, h.error as last_error, h.uptime_24h,
       coalesce(h.recent_latency_ms, '{}') as recent_latency_ms, m.revision, m.created_at, m.updated_at
from platform_modules m left join module_health h on h.org_id = m.org_id and h.module_id = m.id;
comment on view module_rows is 'Modules with their health, by the names of the API.';

create function module_check_is_stale(m platform_modules, checked_at timestamptz) returns boolean
language sql stable as $$
    select m.status = 'archived'
        or checked_at < now() - make_interval(secs => coalesce((m.config #>> '{health,interval_s}')::integer, 60))
$$;
comment on function module_check_is_stale is 'Whether a check is too old, or from the archive, to speak for the module.';

-- The gate to the active column: never checked, or found healthy within the interval and since it left the archive.
create function module_is_fit(m platform_modules) returns boolean
language sql stable as $$
    select not exists (
        select from module_health h
        where h.org_id = m.org_id and h.module_id = m.id and h.checked_at is not null
          and (not h.is_healthy or module_check_is_stale(m, h.checked_at)))
$$;
comment on function module_is_fit is 'Whether a module may become active without being checked first.';
create table module_checks (
    org_id uuid not null,
    module_id uuid not null,
    checked_at timestamptz not null,
    is_healthy boolean not null,
    status_code integer,
    latency_ms integer not null,
    error text,
    primary key (org_id, module_id, checked_at)
);
create index module_checks_age on module_checks using brin (checked_at);
comment on table module_checks is 'Each check, for 7 days. No foreign key: checks must not lock modules; retention removes what has lost its module.';

create table module_check_rollups (
    org_id uuid not null,
    module_id uuid not null,
    resolution text not null check (resolution in ('hour', 'day')),
    at timestamptz not null,
    checks integer not null,
    ok integer not null,
    latency_min_ms integer,
    latency_median_ms integer,
    latency_p95_ms integer,
    latency_max_ms integer,
    is_final boolean not null default false,
    primary key (org_id, module_id, resolution, at)
);
create index module_check_rollups_age on module_check_rollups (resolution, at);
comment on table module_check_rollups is 'Checks by hour (90 days) and by day (2 years, UTC). The running hour is counted with each check; latencies come when it is over.';
comment on column module_check_rollups.is_final is 'The hour or day is over and its latencies are in.';

create table module_outages (
    org_id uuid not null,
    module_id uuid not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    checks integer not null default 1,
    error text,
    primary key (org_id, module_id, started_at)
);
create unique index module_outages_open on module_outages (org_id, module_id) where ended_at is null;
comment on table module_outages is 'Times in which a module failed its checks, for 2 years.';
comment on column module_outages.checks is 'How many checks failed.';

-- What the schedule of checks reads, and the history's upkeep: where open rollups and old rows are found without
-- looking at the others.

-- A setting of config.health; what is no number counts as absent, what is out of bounds as the bound: one row that was
-- changed by hand must not stop the checks of all.
create function check_setting(config jsonb, setting text, fallback integer, at_least integer, at_most integer)
returns integer
language sql immutable as $$
    select case jsonb_typeof(config #> array['health', setting])
           when 'number' then least(greatest((config #>> array['health', setting])::numeric, at_least), at_most)::integer
           else fallback end
$$;
comment on function check_setting is 'A number of config.health, or its default.';

create view check_targets as
select m.org_id, m.id as module_id, m.status, m.api_url, m.health_endpoint, m.check_headers as headers,
       make_interval(secs => check_setting(m.config, 'interval_s', 60, 10, 86400)) as every,
       check_setting(m.config, 'timeout_ms', 5000, 100, 30000) as timeout_ms,
       check_setting(m.config, 'retries', 0, 0, 5) as retries,
       check_setting(m.config, 'expected_status', 0, 0, 599) as expected_status,
       check_setting(m.config, 'degraded_ms', 0, 0, 30000) as degraded_ms,
       md5(concat_ws(' ', m.api_url, m.health_endpoint, m.config -> 'health', m.check_headers)) as key
from platform_modules m;
comment on view check_targets is 'Modules as far as a check needs them. A result whose key is no longer the module''s was found under other settings and does not count.';

comment on column module_health.next_check_at is 'Moved on by whoever claims the check, first beyond the time it may take, so that no two processes make it; a claim whose process died comes due again.';

-- Rows that are updated with each check leave room for it on their page.
alter table module_check_rollups set (fillfactor = 80);
create index module_check_rollups_open on module_check_rollups (resolution, at) where not is_final;
comment on column module_check_rollups.latency_median_ms is 'Of the checks that succeeded, like the other latencies; null where none did.';

-- A module's checks lie scattered over the table, in the order of time; its history is read from the index alone, where
-- they lie together. That needs a table that is vacuumed often. Old checks are found by module too.
drop index module_checks_age;
alter table module_checks drop constraint module_checks_pkey;
alter table module_checks
    add constraint module_checks_pkey primary key (org_id, module_id, checked_at) include (is_healthy, latency_ms);
alter table module_checks set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500000,
                               autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 250000);
create index module_outages_age on module_outages (ended_at) where ended_at is not null;

-- Dropping a partition locks the whole table for a moment; whoever would have to wait for it gives up instead and comes
-- again, as all writes would wait behind it.
create function drop_event_partition(keep_days integer) returns text
language plpgsql as $$
declare
    oldest text;
begin
    select c.relname into oldest
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'events'::regclass and c.relname ~ '^events_[0-9]{4}_[0-9]{2}$'
      and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= (now() at time zone 'UTC') - make_interval(days => keep_days)
    order by c.relname
    limit 1;
    if oldest is not null then
        perform set_config('lock_timeout', '200ms', true);
        execute format('drop table %I', oldest);
    end if;
    return oldest;
end $$;
comment on function drop_event_partition is 'Drops the oldest partition of events when all of it is older than that; answers its name, or null.';

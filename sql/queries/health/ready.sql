-- scope: system -- counts partitions and migrations, reads no tenant's rows
select (select max(version) from schema_migrations) as version,
       (select count(*) from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'events'::regclass
          and c.relname > 'events_' || to_char(now() at time zone 'UTC', 'YYYY_MM')) as months_ahead

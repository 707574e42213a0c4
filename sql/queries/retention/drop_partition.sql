-- mode: write
-- scope: system -- the events of all organisations share their partitions
select drop_event_partition(:keep_days::integer) as name

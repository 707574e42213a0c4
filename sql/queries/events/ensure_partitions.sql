-- mode: write
select ensure_event_partitions(:months_ahead::integer) as made

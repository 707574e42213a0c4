-- scope: system -- the planner's figures are of all organisations
-- How many rows the planner believes the table has, in all organisations; -1: it has never looked.
select c.reltuples::bigint as n
from pg_class c
where c.oid = :table_name::text::regclass

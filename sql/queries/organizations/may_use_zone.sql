-- By its name alone: PostgreSQL would also take what no browser does, such as `XYZ5`. The list of names takes some 40 ms,
-- so it is not read for the zone that stands there already.
select exists (select from organizations o where o.id = :org_id::uuid and o.time_zone = :time_zone::text)
    or exists (select from pg_timezone_names z
               where z.name = :time_zone::text and z.name !~ '^(posix|right)/'
                 and z.name not in ('Factory', 'localtime', 'posixrules')) as is_known

-- For whom a file is made: the language its columns are named in, and the day it bears in its name.
select coalesce((select u.language from users u where u.org_id = o.id and u.id = :actor::uuid), o.language) as language,
       to_char(now() at time zone o.time_zone, 'YYYY-MM-DD') as today
from organizations o
where o.id = :org_id::uuid

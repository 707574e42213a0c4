-- The highest id drawn so far; 0 where none was.
select case when is_called then last_value else 0 end as last_id
from events_id_seq

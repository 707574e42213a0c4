-- As before quiet.sql.
-- mode: write
select set_config('sauda.bulk', '', true)

-- scope: system -- reads nothing but what it is given
-- One table of a report as rows; what the table lacks is null.
select *
from json_to_recordset(:rows::json) t (
    stage_name text, reached_count bigint, conversion numeric, conversion_from_first numeric, median_hours numeric,
    average_hours numeric, left_count bigint, now_count bigint, now_amount numeric,
    owner_name text, source text, month text, reason text,
    won_count bigint, won_amount numeric, lost_count bigint, lost_amount numeric, open_count bigint, open_amount numeric,
    weighted_amount numeric)

-- Statements behind it in the batch are planned for their parameters, unlike all others: which filter narrows most differs
-- from one look into a list or into the log to the next.
select set_config('plan_cache_mode', 'force_custom_plan', true)

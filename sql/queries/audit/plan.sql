-- Which filter of a look into the log narrows most differs from one look to the next, so its statements are planned for
-- their parameters, unlike all others.
select set_config('plan_cache_mode', 'force_custom_plan', true)

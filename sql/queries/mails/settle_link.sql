-- What came of a try, if it still is the last one. Without a pause there is no further one: the mail was sent, where
-- there is no problem, or is given up. Nor is there one when the link is of no more use by then.
update mail_links l
set mailed_at = case when :problem::text is null then now() else l.mailed_at end,
    due_at = case when l.used_at is null and now() + make_interval(secs => :pause_s::integer) < l.expires_at
                  then now() + make_interval(secs => :pause_s::integer) end,
    problem = :problem::text
where l.org_id = :org_id::uuid and l.id = :id::uuid and l.tries = :tries::integer
returning l.due_at is not null as is_queued

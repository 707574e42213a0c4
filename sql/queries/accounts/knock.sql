-- scope: system -- an e-mail is unique over all organisations
select login_wait_s(:address::text, :address_limit::integer) as wait_s,
       exists (select from users u where lower(u.email) = lower(:email::text)) as is_taken

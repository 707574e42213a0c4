-- scope: system -- who signs in names no organisation
-- One row in any case, so that somebody unknown costs what others cost. No hash: no password will be right.
with named as (
    select u.* from users u where lower(u.email) = lower(:username::text) or u.username = lower(:username::text)),
subjects as (
    select 'account:' || coalesce((select n.id::text from named n),
                                  encode(sha256(convert_to(lower(:username::text), 'UTF8')), 'hex')) as account)
select n.org_id, n.id, case when n.is_active then n.password_hash end as password_hash, s.account,
       greatest(login_wait_s(s.account, :account_limit::integer),
                login_wait_s(:address::text, :address_limit::integer)) as wait_s
from subjects s left join named n on true

-- What comes after the limit is not counted: the wait does not grow, nor does the table.
with allowed as (
    select greatest(login_wait_s(:account::text, :account_limit::integer),
                    login_wait_s(:address::text, :address_limit::integer)) as wait_s),
noted as (
    insert into login_failures (subject)
    select s from allowed a, unnest(array[:account::text, :address::text]) s
    where a.wait_s is null and s is not null)
select a.wait_s from allowed a

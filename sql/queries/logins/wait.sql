select greatest(login_wait_s(:account::text, :account_limit::integer),
                login_wait_s(:address::text, :address_limit::integer)) as wait_s

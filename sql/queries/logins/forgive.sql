delete from login_failures where subject = :account::text

insert into organizations (id, name) values (:id::uuid, :name::text)

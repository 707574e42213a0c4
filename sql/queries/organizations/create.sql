insert into organizations (id, name, language)
values (:id::uuid, :name::text, coalesce(:language::text, 'ru'))

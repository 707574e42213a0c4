-- Without a name it gets one to begin with.
insert into organizations (id, name, language)
values (:id::uuid, coalesce(:name::text, 'Моя команда'), coalesce(:language::text, 'ru'))

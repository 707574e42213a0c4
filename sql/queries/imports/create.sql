-- Nothing where too many files of the organisation wait already.
insert into imports (org_id, id, entity, filename, format, size_bytes, encoding, separator, header_row, columns, sample, mapping,
                     create_new, match, create_clients, created_by)
select :org_id::uuid, :id::uuid, :entity::text, :filename::text, :format::text, :size_bytes::bigint, :encoding::text,
       :separator::text, :header_row::integer, :columns::jsonb, :sample::jsonb, :mapping::jsonb, :create_new::boolean,
       case when :has_match::boolean then '{bin_iin,phone,email}'::text[] end, :create_clients::boolean, :created_by::uuid
where (select count(*) from imports where org_id = :org_id::uuid and file_expires_at is not null) < :at_most::bigint
returning id

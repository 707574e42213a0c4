with link as (
    insert into mail_links (org_id, id, user_id, kind, hash, expires_at)
    values (:org_id::uuid, :id::uuid, :user_id::uuid, 'invite', decode(:token_hash::text, 'hex'),
            now() + interval '7 days')
    returning *),
noted as (
    insert into events (org_id, actor, entity, entity_id, action, data)
    select l.org_id, :actor::uuid, 'user', l.user_id::text, 'invited', to_jsonb(r) - '_org_id'
    from link l join user_rows r on r._org_id = l.org_id and r.id = l.user_id)
select to_char(l.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as expires_at from link l

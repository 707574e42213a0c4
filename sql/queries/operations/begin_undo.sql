-- Locks the operation: a second undo waits for the first. One whose job came to nothing may go on.
update operations o
set state = 'undoing', undone_by = :actor_id::uuid
where o.org_id = :org_id::uuid and o.id = :id::uuid and o.state <> 'undone' and operation_is_over(o) and o.expires_at > now()
returning o.id, o.entity, o.n_rows

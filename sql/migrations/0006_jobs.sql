-- The queue of jobs: long work that outlives the request that asked for it, and the process that began it.

create table jobs (
    org_id uuid not null references organizations (id),
    id uuid not null,
    kind text not null check (kind ~ '^[a-z_]+\.[a-z_]+$' and length(kind) <= 60),
    resource text not null generated always as (split_part(kind, '.', 1)) stored,
    state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
    priority smallint not null default 0 check (priority between -100 and 100),
    params jsonb not null default '{}' check (jsonb_typeof(params) = 'object' and octet_length(params::text) <= 65536),
    unique_key text check (length(unique_key) <= 200),
    run_at timestamptz not null default now(),
    attempt integer not null default 0,
    max_attempts integer not null check (max_attempts between 1 and 100),
    lease_id uuid,
    lease_until timestamptz,
    is_cancel_requested boolean not null default false,
    progress jsonb not null default '{"done": 0, "total": null, "phase": null}',
    checkpoint jsonb check (octet_length(checkpoint::text) <= 65536),
    result jsonb check (octet_length(result::text) <= 65536),
    error_code text,
    error_message text,
    created_by uuid,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    primary key (org_id, id),
    constraint jobs_lease check ((state = 'running') = (lease_id is not null)
                                 and (lease_id is null) = (lease_until is null)),
    constraint jobs_end check ((state in ('done', 'failed', 'cancelled')) = (finished_at is not null))
) with (fillfactor = 70);
create unique index jobs_unique_key on jobs (org_id, kind, unique_key)
    where unique_key is not null and state in ('queued', 'running');
create index jobs_due on jobs (priority desc, run_at) where state = 'queued';
-- Without lease_until, so that a heartbeat touches no index.
create index jobs_running on jobs (started_at) where state = 'running';
create index jobs_age on jobs (finished_at) where finished_at is not null;
comment on table jobs is 'Work that runs behind the requests: claimed with skip locked, run under a lease, finished ones kept for 30 days. Others refer to a job by id, without a foreign key.';
comment on column jobs.kind is 'What is done, products.import: begins with the resource whose rights the job follows.';
comment on column jobs.priority is 'Higher ones run first.';
comment on column jobs.params is 'What the kind needs to know; shown to whoever may read the resource, so no secrets.';
comment on column jobs.unique_key is 'Of a kind and key at most one is queued or running.';
comment on column jobs.run_at is 'Not before; put off after a failure that may pass.';
comment on column jobs.attempt is 'How often it was begun since it was enqueued or last kept a checkpoint.';
comment on column jobs.lease_id is 'Drawn anew for each claim: who does not know it any more may write nothing in the name of the job.';
comment on column jobs.lease_until is 'Moved on by heartbeats while the job runs; once it is past, anybody may take the job over.';
comment on column jobs.progress is '{"done", "total", "phase"}; total and phase null: not known.';
comment on column jobs.checkpoint is 'Where the kind goes on when the job is begun again.';
comment on column jobs.error_code is 'Why it failed, or why the last attempt did; a code of the API.';
comment on column jobs.created_by is 'The user or API key it works for; null: the program itself.';

-- A job as the API shows it. Columns with an underscore are for statements only.
create view job_rows as
select j.org_id as _org_id, j.id, j.kind, j.resource, j.state, j.priority, j.params, j.run_at, j.attempt, j.max_attempts,
       j.is_cancel_requested, j.progress, j.result, j.error_code, j.error_message, j.created_by,
       coalesce(u.full_name, k.name) as created_by_name, j.created_at, j.started_at, j.finished_at
from jobs j
left join users u on u.org_id = j.org_id and u.id = j.created_by
left join api_keys k on k.org_id = j.org_id and k.id = j.created_by;
comment on view job_rows is 'Jobs by the names of the API.';

-- Not record_event(): the end of a job has a word of its own, and what changes while it runs (progress, lease,
-- checkpoint) must not cost the work of looking at it.
create function record_job_event() returns trigger
language plpgsql as $$
declare
    row_now constant jsonb := to_jsonb(new) - '{org_id,unique_key,lease_id,lease_until,checkpoint}'::text[];
    row_was jsonb;
    touched text[] := '{}';
begin
    if tg_op = 'UPDATE' then
        select coalesce(array_agg(o.key order by o.key), '{}'), jsonb_object_agg(o.key, o.value) into touched, row_was
        from jsonb_each(to_jsonb(old)) o
        where o.key in ('state', 'is_cancel_requested', 'result', 'error_code', 'error_message')
          and row_now -> o.key is distinct from o.value;
    end if;
    insert into events (org_id, actor, entity, entity_id, action, changed, data, before)
    values (new.org_id, nullif(current_setting('sauda.actor', true), '')::uuid, 'job', new.id::text,
            case when tg_op = 'INSERT' then 'created' when new.finished_at is not null then 'finished' else 'updated' end,
            touched, row_now, row_was);
    return null;
end $$;
comment on function record_job_event is 'Leaves a row in events when a job is enqueued, begins, is put off, is to be cancelled or has ended.';
create trigger jobs_enqueued after insert on jobs
    for each row execute function record_job_event();
create trigger jobs_events after update on jobs
    for each row when (old.state <> new.state or old.is_cancel_requested <> new.is_cancel_requested)
    execute function record_job_event();

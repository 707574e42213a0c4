-- Imports: files with tables that people send, and what becomes of them.

create table imports (
    org_id uuid not null references organizations (id),
    id uuid not null,
    entity text not null check (entity in ('product')),
    state text not null default 'uploading' check (state in ('uploading', 'ready', 'running', 'done', 'failed', 'cancelled')),
    filename text check (length(filename) between 1 and 255),
    format text not null check (format in ('csv', 'xlsx')),
    size_bytes bigint not null check (size_bytes > 0),
    encoding text,
    separator text,
    header_row integer check (header_row > 0),
    columns jsonb not null default '[]' check (jsonb_typeof(columns) = 'array'),
    sample jsonb not null default '[]' check (jsonb_typeof(sample) = 'array'),
    mapping jsonb not null default '[]' check (jsonb_typeof(mapping) = 'array'),
    create_new boolean not null default true,
    update_existing boolean not null default true,
    empty_clears boolean not null default false,
    on_error text not null default 'skip' check (on_error in ('skip', 'stop')),
    check_job_id uuid,
    check_report jsonb,
    job_id uuid,
    operation_id uuid,
    counts jsonb,
    errors jsonb not null default '[]' check (jsonb_typeof(errors) = 'array'),
    revision integer not null default 1,
    created_by uuid,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    file_expires_at timestamptz default now() + interval '24 hours',
    primary key (org_id, id)
);
create index imports_page on imports (org_id, created_at desc, id desc);
create index imports_files on imports (file_expires_at) where file_expires_at is not null;
create index imports_age on imports (created_at);
comment on table imports is 'Files with tables that were sent to become rows: how they are read, which column is which field, and what came of it. Kept for 30 days.';
comment on column imports.entity is 'What its rows become.';
comment on column imports.state is 'uploading: pieces are missing; running, done, failed, cancelled: as its job is.';
comment on column imports.encoding is 'As it is read: recognised, or chosen; null: the format has its own.';
comment on column imports.separator is 'Between the columns of a line of CSV.';
comment on column imports.header_row is 'The row with the names of the columns, as people count; null: there is none.';
comment on column imports.columns is '[{"index", "name"}] of each column.';
comment on column imports.sample is 'The first rows below the names, each an array of texts, long ones cut.';
comment on column imports.mapping is '[{"column", "field"}]: the field a column goes into; columns that are not named are passed over.';
comment on column imports.empty_clears is 'Whether an empty cell empties its field; else the field stays as it is.';
comment on column imports.on_error is 'skip: rows with faults are left out; stop: one faulty row, and nothing is changed.';
comment on column imports.check_report is 'What the last dry run found with the present settings; null: none has ended.';
comment on column imports.counts is 'What was done so far, by the latest run.';
comment on column imports.errors is 'The first faults that the latest run met.';
comment on column imports.file_expires_at is 'When the file goes, unless the import is running; null: it has gone.';

create table import_pieces (
    org_id uuid not null,
    import_id uuid not null,
    n integer not null check (n >= 0),
    data bytea not null check (octet_length(data) between 1 and 1048576),
    primary key (org_id, import_id, n),
    foreign key (org_id, import_id) references imports (org_id, id) on delete cascade
);
alter table import_pieces alter column data set storage external; -- XLSX is packed already, and CSV is read a few times at most
comment on table import_pieces is 'The files, in pieces of 1 MiB, so that any process can go on with them.';

-- Whoever ends a job - the one that ran it, one that cancels it or finds it abandoned - ends its import with it, and closes
-- its operation, so that what was done until then can be taken back.
create function follow_import_job() returns trigger
language plpgsql as $$
begin
    if new.finished_at is not null then
        delete from operations
        where org_id = new.org_id and id = (new.params ->> 'operation_id')::uuid and state = 'running' and n_rows = 0;
        update operations
        set state = 'done'
        where org_id = new.org_id and id = (new.params ->> 'operation_id')::uuid and state = 'running';
    end if;
    update imports
    set state = case when new.finished_at is null then 'running' else new.state end, finished_at = new.finished_at
    where org_id = new.org_id and id = (new.params ->> 'import_id')::uuid and job_id = new.id;
    return null;
end $$;
comment on function follow_import_job is 'Keeps the state of an import and of its operation that of its job.';
create trigger jobs_import after update on jobs
    for each row when (new.kind = 'products.import' and old.state <> new.state)
    execute function follow_import_job();

-- An import as the API shows it. Columns with an underscore are for statements only.
create view import_rows as
select i.org_id as _org_id, i.id, i.entity, i.state, i.filename, i.format, i.size_bytes, i.encoding, i.separator,
       i.header_row, i.columns, i.sample, i.mapping, i.create_new, i.update_existing, i.empty_clears, i.on_error,
       i.check_job_id, i.check_report as "check", i.job_id,
       case when i.counts is not null then i.counts || jsonb_build_object('errors', i.errors) end as report,
       i.operation_id, o.state as operation_state, o.expires_at as operation_expires_at, i.revision, i.created_by,
       coalesce(u.full_name, k.name) as created_by_name, i.created_at, i.started_at, i.finished_at, i.file_expires_at
from imports i
left join operations o on o.org_id = i.org_id and o.id = i.operation_id
left join users u on u.org_id = i.org_id and u.id = i.created_by
left join api_keys k on k.org_id = i.org_id and k.id = i.created_by;
comment on view import_rows is 'Imports by the names of the API.';

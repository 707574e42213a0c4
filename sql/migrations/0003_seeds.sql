-- Which parts of the demo data this database has had.

create table seeds_applied (
    name text primary key,
    applied_at timestamptz not null default now()
);
comment on table seeds_applied is 'The parts of sql/seed/ that were run here: each once, so that rows deleted since stay deleted.';

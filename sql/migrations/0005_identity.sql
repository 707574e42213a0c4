-- Who may act: user names and passwords, sessions with their refresh tokens, API keys, links sent by mail, and what every
-- process has to hear of within seconds: who may act no longer.

-- A user name from the part of the e-mail before @, made unique with a number.
create function free_username(email text) returns text
language plpgsql volatile as $$
declare
    wish constant text := coalesce(nullif(left(regexp_replace(lower(split_part(email, '@', 1)), '[^a-z0-9._-]', '', 'g'), 50), ''), 'user');
    name text := wish;
    n integer := 1;
begin
    while exists (select 1 from users where username = name) loop
        n := n + 1; -- thousands may be called info: after a while any number will do
        name := wish || case when n <= 100 then n else (random() * 1e9)::integer end;
    end loop;
    return name;
end $$;

alter table users
    add username text check (username ~ '^[a-z0-9._-]{1,64}$'),
    add language text not null default 'ru' check (language in ('ru', 'kk', 'en')),
    add password_hash text,
    add last_login_at timestamptz,
    add token_epoch integer not null default 1;
create unique index users_username on users (username);
-- C.UTF-8 sorts Ё, Қ and Ә behind all other letters.
alter table users alter full_name type text collate "und-x-icu";
create index users_name on users (org_id, full_name, id);
drop trigger users_events on users;
do $$
declare
    u record;
begin
    for u in select org_id, id, email from users order by created_at, id loop
        update users set username = free_username(u.email) where org_id = u.org_id and id = u.id;
    end loop;
end $$;
alter table users alter username set not null;
comment on function free_username is 'A user name for the e-mail that nobody has yet; two at once may get the same, and the unique index tells.';
comment on column users.username is 'For signing in beside the e-mail; unique over all organisations, small letters.';
comment on column users.language is 'Of the panel and of mails.';
comment on column users.password_hash is 'argon2id as a PHC string; null: invited, has not set a password yet.';
comment on column users.last_login_at is 'The last time a password was given; refreshing does not count.';
comment on column users.token_epoch is 'Access tokens carry it; those of an earlier one are void. It grows when the role changes or the user is blocked.';

-- A user as the API shows it. Columns with an underscore are for statements only.
create view user_rows as
select u.org_id as _org_id, u.id, u.email, u.username, u.full_name, u.role, u.language, u.is_active,
       u.password_hash is null as is_invited, u.last_login_at, u.revision, u.created_at, u.updated_at
from users u;
comment on view user_rows is 'Users by the names of the API.';

create function has_other_admin(of_org uuid, who uuid) returns boolean
language sql stable as $$
    select exists (select from users u join users o on o.org_id = u.org_id and o.id <> u.id
                   where u.org_id = of_org and u.id = who and o.role = 'admin' and o.is_active
                     and (o.password_hash is not null or u.password_hash is null))
$$;
comment on function has_other_admin is 'Whether the organisation can do without this admin: another active one can sign in. One who never could is missed less.';

create trigger users_events after insert or update or delete on users
    for each row execute function record_event('user', '{revision,updated_at,last_login_at,token_epoch}',
                                               '{password_hash,token_epoch}', '{"password_hash":"password"}');
create trigger users_unchanged before update on users
    for each row when (new.revision <> old.revision) execute function keep_revision();

create or replace function record_organization_event() returns trigger
language plpgsql as $$
declare
    fields text[] := '{}';
    was jsonb;
begin
    if tg_op = 'UPDATE' then
        select coalesce(array_agg(o.key), '{}'), jsonb_object_agg(o.key, o.value) into fields, was
        from jsonb_each(to_jsonb(old)) o
        where to_jsonb(new) -> o.key is distinct from o.value and o.key not in ('revision', 'updated_at');
        if fields = '{}' then
            return null;
        end if;
    end if;
    insert into events (org_id, actor, entity, entity_id, action, changed, data, before, note)
    values (new.id, nullif(current_setting('sauda.actor', true), '')::uuid, 'organization', new.id::text,
            case tg_op when 'INSERT' then 'created' else 'updated' end, fields, to_jsonb(new), was,
            nullif(current_setting('sauda.note', true), ''));
    return null;
end $$;
comment on function record_organization_event is 'As record_event(), for the one table whose id is the org_id.';
create trigger organizations_unchanged before update on organizations
    for each row when (new.revision <> old.revision) execute function keep_revision();

-- ---- sessions ----

create table sessions (
    org_id uuid not null,
    id uuid not null,
    user_id uuid not null,
    address text,
    user_agent text,
    is_cookie boolean not null default false,
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    end_reason text,
    primary key (org_id, id),
    foreign key (org_id, user_id) references users (org_id, id) on delete cascade
);
create index sessions_user on sessions (org_id, user_id) where ended_at is null;
create index sessions_age on sessions (expires_at);
comment on table sessions is 'One sign-in on one device, and the family of refresh tokens that descend from it.';
comment on column sessions.address is 'Of the client, when it last got a token.';
comment on column sessions.is_cookie is 'Its refresh token travels as a cookie.';
comment on column sessions.last_used_at is 'When it last got an access token.';
comment on column sessions.expires_at is 'That of its latest refresh token.';
comment on column sessions.end_reason is 'signed_out, ended, password, reused, blocked, surplus.';

create table refresh_tokens (
    org_id uuid not null,
    hash bytea not null,
    session_id uuid not null,
    issued_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    used_address text,
    used_agent text,
    primary key (org_id, hash),
    foreign key (org_id, session_id) references sessions (org_id, id) on delete cascade
);
create unique index refresh_tokens_hash on refresh_tokens (hash);
create index refresh_tokens_session on refresh_tokens (org_id, session_id);
create index refresh_tokens_age on refresh_tokens (expires_at);
comment on table refresh_tokens is 'Each is good for one use, which makes its successor; a later use ends the session.';
comment on column refresh_tokens.hash is 'SHA-256 of the token.';
comment on column refresh_tokens.used_at is 'Null: not used yet, the latest of its session.';
comment on column refresh_tokens.used_address is 'Who used it: the same client may repeat it for 10 seconds.';

-- ---- API keys ----

create table api_keys (
    org_id uuid not null references organizations (id),
    id uuid not null,
    name text not null check (length(name) between 1 and 120),
    role text not null check (role in ('admin', 'office', 'supervisor', 'promoter', 'manager', 'employee')),
    prefix text not null,
    hash bytea not null,
    created_by uuid,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz,
    primary key (org_id, id)
);
create unique index api_keys_hash on api_keys (hash);
comment on table api_keys is 'Keys for programs, each with a role. Revoked ones stay, so that the audit log can name them.';
comment on column api_keys.hash is 'SHA-256 of the key, which has 256 random bits.';
comment on column api_keys.prefix is 'The beginning of the key, to know it by.';
comment on column api_keys.created_by is 'The user, or the key, that made it.';
comment on column api_keys.last_used_at is 'To the minute.';
create index api_keys_valid on api_keys (org_id, created_at, id) where revoked_at is null;
-- A key as the API shows it.
create view api_key_rows as
select k.org_id as _org_id, k.id, k.name, k.role, k.prefix, coalesce(u.full_name, m.name) as created_by, k.created_at,
       k.last_used_at
from api_keys k
left join users u on u.org_id = k.org_id and u.id = k.created_by
left join api_keys m on m.org_id = k.org_id and m.id = k.created_by
where k.revoked_at is null;
comment on view api_key_rows is 'The keys that work, by the names of the API.';
create trigger api_keys_events after insert or update or delete on api_keys
    for each row execute function record_event('api_key', '{last_used_at}', '{hash}', '{}');

-- ---- who may act no longer ----

create table revocations (
    org_id uuid not null,
    subject uuid not null,
    kind text not null check (kind in ('user', 'session', 'key')),
    epoch integer not null default 0,
    xid xid8 not null default pg_current_xact_id(),
    at timestamptz not null default now(),
    primary key (org_id, subject, xid)
);
create index revocations_xid on revocations (xid);
create index revocations_age on revocations (at);
comment on table revocations is 'What every process has to know to refuse access tokens before they expire; each process reads it every second.';
comment on column revocations.epoch is 'Of a user: tokens of an earlier one are void.';
comment on column revocations.xid is 'The writing transaction: a reader goes on from the oldest one that was open at its last look, so that none is missed.';

create function revoke(of_org uuid, who uuid, what text, new_epoch integer) returns void
language sql as $$
    insert into revocations (org_id, subject, kind, epoch) values (of_org, who, what, new_epoch)
    on conflict (org_id, subject, xid) do update set epoch = greatest(revocations.epoch, excluded.epoch);
$$;
comment on function revoke is 'Lets every process hear that a user of an earlier epoch, a session or a key may act no longer.';

create function users_watch_rights() returns trigger
language plpgsql as $$
begin
    new.token_epoch := old.token_epoch + 1;
    perform revoke(new.org_id, new.id, 'user', new.token_epoch);
    if not new.is_active then
        update sessions set ended_at = now(), end_reason = 'blocked'
        where org_id = new.org_id and user_id = new.id and ended_at is null;
    end if;
    return new;
end $$;
comment on function users_watch_rights is 'Voids the access tokens of a user whose role changed or who was blocked, also by hand.';
create trigger users_rights before update on users
    for each row when (new.role <> old.role or (old.is_active and not new.is_active))
    execute function users_watch_rights();

create function sessions_watch_end() returns trigger
language plpgsql as $$
begin
    perform revoke(old.org_id, old.id, 'session', 0);
    return null;
end $$;
create trigger sessions_end after update on sessions
    for each row when (old.ended_at is null and new.ended_at is not null) execute function sessions_watch_end();
create trigger sessions_gone after delete on sessions
    for each row when (old.ended_at is null and old.expires_at > now()) execute function sessions_watch_end();

create function api_keys_watch_end() returns trigger
language plpgsql as $$
begin
    perform revoke(old.org_id, old.id, 'key', 0);
    return null;
end $$;
create trigger api_keys_end after update of revoked_at, role on api_keys
    for each row when (new.revoked_at is distinct from old.revoked_at or new.role <> old.role)
    execute function api_keys_watch_end();
create trigger api_keys_gone after delete on api_keys
    for each row execute function api_keys_watch_end();

-- ---- links sent by mail ----

create table mail_links (
    org_id uuid not null,
    id uuid not null,
    user_id uuid not null,
    kind text not null check (kind in ('reset', 'invite')),
    hash bytea not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    due_at timestamptz default now(),
    tries integer not null default 0,
    mailed_at timestamptz,
    problem text,
    primary key (org_id, id),
    foreign key (org_id, user_id) references users (org_id, id) on delete cascade
);
create unique index mail_links_hash on mail_links (hash);
create index mail_links_user on mail_links (org_id, user_id);
create index mail_links_due on mail_links (due_at) where due_at is not null;
create index mail_links_age on mail_links (expires_at);
comment on table mail_links is 'Links for a new password and invitations, and the sending of their mails.';
comment on column mail_links.hash is 'SHA-256 of the token, which is derived from the id and the secret key and so stands nowhere.';
comment on column mail_links.due_at is 'When the mail is to be tried next; null: it was sent, or given up.';
comment on column mail_links.problem is 'Why the last try failed.';

-- ---- limits ----

create table login_failures (
    subject text not null,
    at timestamptz not null default now()
);
create index login_failures_subject on login_failures (subject, at);
create index login_failures_age on login_failures (at);
comment on table login_failures is 'Failed sign-ins, for the limits by account and by address that all processes share.';
comment on column login_failures.subject is 'account:…, address:…; and mails that were asked for: reset:…, invite:…';

create function login_wait_s(who text, tries integer) returns integer
language sql stable as $$
    select least(greatest(ceil(extract(epoch from f.at - now())) + 60, 1), 60)::integer
    from login_failures f
    where tries > 0 and f.subject = who and f.at > now() - interval '60 s'
    order by f.at desc
    offset greatest(tries, 1) - 1 limit 1
$$;
comment on function login_wait_s is 'In how many seconds the subject may try again; null: now. So many failed tries a minute are allowed; 0: any number.';

-- ---- the audit log ----

create index events_actor on events (org_id, actor, id);
create index events_action on events (org_id, action, id) where action <> 'updated';

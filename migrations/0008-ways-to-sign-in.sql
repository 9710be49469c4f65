-- Passwords, one-time codes, passkeys, and what holds guessing back.
-- Distribution: directory (found by person before any engagement is known; holds no content of an engagement).

-- An address signs in one person of this installation. Where two had the same one, it stays with the older of them.
update principal p set email = null
where exists (select 1 from principal older
  where lower(older.email) = lower(p.email) and (older.created_at, older.principal_id) < (p.created_at, p.principal_id));
create unique index principal_by_email on principal (lower(email)) where email is not null;

-- When the person behind a session last showed again who they are; null while its beginning is all there is.
alter table credential add column confirmed_at bigint;

create table sign_in_password (
  principal_id uuid primary key references principal,
  -- Argon2id with its parameters and its salt, as a PHC string.
  hash text not null check (length(hash) <= 300),
  set_at bigint not null
);

-- The secret is sealed under a key of the installation. Codes count from the moment the person has shown one.
create table one_time_codes (
  principal_id uuid primary key references principal,
  secret_sealed bytea not null,
  begun_at bigint not null,
  confirmed_at bigint,
  -- The last step of 30 seconds whose code was taken: it and all before it are used up.
  last_step bigint not null
);

create table recovery_code (
  principal_id uuid not null references one_time_codes,
  -- Keyed with a key of the installation, so that this table alone is of no use for guessing.
  code_hash bytea not null check (length(code_hash) = 32),
  used_at bigint,
  primary key (principal_id, code_hash)
);

create table passkey (
  passkey_id uuid primary key,
  principal_id uuid not null references principal,
  -- The id that the authenticator gave it.
  raw_id bytea not null unique check (length(raw_id) <= 1023),
  public_key bytea not null check (length(public_key) <= 8192),
  -- The name of the site for which it was made (RP ID); it is good for no other.
  site text not null check (length(site) <= 253),
  use_count bigint not null,
  transports text[] not null check (cardinality(transports) <= 16),
  is_backed_up boolean not null,
  label text not null check (length(label) between 1 and 200),
  created_at bigint not null,
  used_at bigint
);
create index passkey_by_principal on passkey (principal_id, created_at);

-- What an authenticator was asked to sign; taken out when it comes back, so that it is good once.
create table passkey_challenge (
  challenge_hash bytea primary key check (length(challenge_hash) = 32),
  purpose text not null check (purpose in ('enrolment', 'sign-in', 'confirmation')),
  principal_id uuid references principal,
  expires_at bigint not null,
  check ((purpose = 'sign-in') = (principal_id is null))
);
create index passkey_challenge_by_end on passkey_challenge (expires_at);

-- Failed attempts of a person, or of an address that nobody has: kept under a keyed hash, forgotten with time.
create table sign_in_attempt (
  account_hash bytea primary key check (length(account_hash) = 32),
  failed_at bigint[] not null check (cardinality(failed_at) <= 10),
  last_at bigint not null
);
create index sign_in_attempt_by_time on sign_in_attempt (last_at);

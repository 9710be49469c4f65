-- Organisations, people, credentials, engagements, memberships.
-- Distribution: directory (found by principal before any engagement is known; holds no content of an engagement).
-- Instants are bigint milliseconds since 1970-01-01T00:00:00Z, everywhere.

create table organisation (
  organisation_id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  country text not null check (country ~ '^[A-Z]{2}$'),
  zone text not null,
  created_at bigint not null
);

create table principal (
  principal_id uuid primary key,
  organisation_id uuid references organisation,
  kind text not null check (kind in ('person', 'ai', 'system', 'operator')),
  name text not null check (length(name) between 1 and 200),
  email text check (length(email) <= 320),
  standing text not null check (standing in ('administrator', 'member')),
  site text check (length(site) <= 100),
  created_at bigint not null,
  disabled_at bigint,
  check (kind = 'operator' or organisation_id is not null)
);
create index principal_by_organisation on principal (organisation_id, principal_id);

-- A session or an API key. Only the SHA-256 of the secret is kept.
create table credential (
  credential_id uuid primary key,
  principal_id uuid not null references principal,
  kind text not null check (kind in ('session', 'api-key', 'sign-in-link')),
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  label text not null check (length(label) <= 200),
  created_at bigint not null,
  expires_at bigint,
  ended_at bigint
);
create index credential_by_principal on credential (principal_id, created_at);

create table engagement (
  engagement_id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  client_id uuid not null references organisation,
  provider_id uuid not null references organisation,
  opened_at bigint not null,
  check (client_id <> provider_id)
);

create table membership (
  engagement_id uuid not null references engagement,
  principal_id uuid not null references principal,
  party text not null check (party in ('client', 'provider', 'neither')),
  roles text[] not null check (cardinality(roles) between 1 and 16),
  created_at bigint not null,
  version integer not null,
  primary key (engagement_id, principal_id)
);
create index membership_by_principal on membership (principal_id, engagement_id);

-- The answer a directory command gave under a key of its caller, so that a retry has one effect.
create table directory_answer (
  principal_id uuid not null,
  idempotency_key text not null check (length(idempotency_key) between 8 and 100),
  command text not null,
  input_hash bytea not null,
  answer bytea not null,
  answered_at bigint not null,
  primary key (principal_id, idempotency_key)
);

-- What happened in the directory (people, keys, organisations); never updated.
create table directory_event (
  event_no bigint generated always as identity primary key,
  principal_id uuid,
  command text not null,
  subject text not null,
  at bigint not null
);

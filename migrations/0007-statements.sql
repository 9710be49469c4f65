-- Statements of months, who approved them, and the invoices derived from them.
-- Distribution: distributed by engagement_id.
-- Content is canonical bytes, hashed as stored. A month whose state is 'agreed' is closed: nothing here changes it.

create table statement (
  engagement_id uuid not null,
  month text not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  state text not null check (state in ('open', 'drafted', 'agreed')),
  -- Version of the record's subject statement/<month>: how many entries it has.
  version integer not null,
  -- Number of the newest draft; 0 before the first.
  draft_no integer not null,
  agreed_at bigint,
  primary key (engagement_id, month),
  check ((state = 'agreed') = (agreed_at is not null))
);

-- Terms under which months were settled, found by the SHA-256 of their canonical bytes.
create table statement_terms (
  engagement_id uuid not null,
  terms_sha256 bytea not null check (length(terms_sha256) = 32),
  content bytea not null,
  primary key (engagement_id, terms_sha256)
);

create table statement_draft (
  engagement_id uuid not null,
  month text not null,
  draft_no integer not null check (draft_no > 0),
  -- Version of the entry statement-drafted of the subject statement/<month>.
  drafted_version integer not null,
  sha256 bytea not null check (length(sha256) = 32),
  content bytea not null,
  -- The entries of the record before this leaf are those it was derived from.
  tree_size bigint not null,
  agreement_sha256 bytea not null check (length(agreement_sha256) = 32),
  terms_sha256 bytea not null check (length(terms_sha256) = 32),
  drafted_by uuid not null,
  drafted_at bigint not null,
  -- The reason of a rejection stays here; the record holds only its SHA-256.
  rejected_at bigint,
  rejected_party text check (rejected_party in ('client', 'provider')),
  rejected_reason text check (length(rejected_reason) <= 2000),
  primary key (engagement_id, month, draft_no),
  foreign key (engagement_id, month) references statement,
  foreign key (engagement_id, terms_sha256) references statement_terms,
  check ((rejected_at is null) = (rejected_party is null) and (rejected_at is null) = (rejected_reason is null))
);

create table statement_approval (
  engagement_id uuid not null,
  month text not null,
  draft_no integer not null,
  party text not null check (party in ('client', 'provider')),
  organisation_id uuid not null,
  principal_id uuid not null,
  approved_at bigint not null,
  primary key (engagement_id, month, draft_no, party),
  unique (engagement_id, month, draft_no, organisation_id),
  foreign key (engagement_id, month, draft_no) references statement_draft
);

-- One invoice a month, derived from the agreed statement. Its subject in the record is invoice/<month>, version 1.
create table invoice (
  engagement_id uuid not null,
  month text not null,
  sha256 bytea not null check (length(sha256) = 32),
  statement_sha256 bytea not null check (length(statement_sha256) = 32),
  content bytea not null,
  derived_at bigint not null,
  primary key (engagement_id, month),
  foreign key (engagement_id, month) references statement
);

do $$
declare name text;
begin
  foreach name in array array['statement', 'statement_terms', 'statement_draft', 'statement_approval', 'invoice']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_engagement on %I using (engagement_id = nullif(current_setting(''counterpart.engagement'', true), '''')::uuid)', name);
  end loop;
end $$;

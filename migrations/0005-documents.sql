-- Papers of two parties (drafts, versions, signatures, comments), and the terms that both have agreed.
-- Distribution: distributed by engagement_id.

-- One row a paper: where it stands now. It is locked before each move.
create table document (
  engagement_id uuid not null,
  document_id uuid not null,
  kind text not null check (kind ~ '^[a-z][a-z-]{0,39}$'),
  state text not null check (state in ('draft', 'proposed', 'signed', 'agreed', 'withdrawn')),
  author_party text not null check (author_party in ('client', 'provider')),
  title text not null check (length(title) between 1 and 200),
  -- The newest version of its content, and the hash of that content.
  version integer not null check (version > 0),
  sha256 bytea not null check (length(sha256) = 32),
  -- Parties whose signature stands under the newest version; a revision empties it.
  signed_by text[] not null,
  -- The version that was proposed. Earlier ones are the author's own; null while nothing was proposed.
  first_shared_version integer check (first_shared_version between 1 and version),
  comments integer not null default 0,
  -- Version of the record's subject <kind>/<id>: how many entries it has.
  recorded integer not null,
  created_at bigint not null,
  changed_at bigint not null,
  primary key (engagement_id, document_id)
);
create index document_by_kind on document (engagement_id, kind, document_id);

-- Insert only. The content is kept as the canonical bytes that were hashed.
create table document_version (
  engagement_id uuid not null,
  document_id uuid not null,
  version integer not null,
  sha256 bytea not null check (length(sha256) = 32),
  content bytea not null check (length(content) <= 1048576),
  party text not null check (party in ('client', 'provider')),
  principal_id uuid not null,
  made_at bigint not null,
  -- Set where the record holds a salted commitment in place of the hash: the version was not shared when it was made.
  salt bytea check (length(salt) = 32),
  primary key (engagement_id, document_id, version),
  foreign key (engagement_id, document_id) references document
);

-- Insert only. A signature stands under one version; a later version has none of it.
create table document_signature (
  engagement_id uuid not null,
  document_id uuid not null,
  version integer not null,
  party text not null check (party in ('client', 'provider')),
  principal_id uuid not null,
  signed_at bigint not null,
  primary key (engagement_id, document_id, version, party),
  foreign key (engagement_id, document_id, version) references document_version
);

-- The text of a comment is a sealed value (thing <kind>/<document id>, name = comment id).
create table document_comment (
  engagement_id uuid not null,
  document_id uuid not null,
  comment_id uuid not null,
  -- 1 for the first of the paper, then one more each time.
  number integer not null,
  version integer not null,
  party text not null check (party in ('client', 'provider')),
  principal_id uuid not null,
  made_at bigint not null,
  -- False where it was made on a draft: it stays with the author's party.
  shared boolean not null,
  primary key (engagement_id, document_id, comment_id),
  foreign key (engagement_id, document_id) references document
);

-- Which terms hold from which day on. Insert only: a later agreement supersedes from its own date.
create table agreed_terms (
  engagement_id uuid not null,
  -- First day, yyyy-mm-dd in the zone of the terms; as text, which sorts like the dates.
  effective text not null check (effective ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  agreement_id uuid not null,
  agreement_hash bytea not null check (length(agreement_hash) = 32),
  terms_hash bytea not null check (length(terms_hash) = 32),
  -- Canonical bytes of the terms alone.
  terms bytea not null,
  agreed_at bigint not null,
  primary key (engagement_id, effective),
  foreign key (engagement_id, agreement_id) references document
);

do $$
declare name text;
begin
  foreach name in array array['document', 'document_version', 'document_signature', 'document_comment', 'agreed_terms']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_engagement on %I using (engagement_id = nullif(current_setting(''counterpart.engagement'', true), '''')::uuid)', name);
  end loop;
end $$;

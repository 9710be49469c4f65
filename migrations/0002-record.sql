-- The record of an engagement: entries, their order, tiles, checkpoints.
-- Distribution: distributed by engagement_id, except record_pending, which is directory (ids only: what waits for
-- the sequencer, found across engagements).

create table record_entry (
  engagement_id uuid not null,
  entry_id text not null,
  actor_id uuid not null,
  type text not null,
  subject text not null,
  subject_version integer not null check (subject_version > 0),
  recorded_at bigint not null,
  leaf_hash bytea not null check (length(leaf_hash) = 32),
  bytes bytea not null check (length(bytes) <= 16384),
  primary key (engagement_id, actor_id, entry_id),
  unique (engagement_id, subject, subject_version)
);

create table record_pending (
  pending_no bigint generated always as identity,
  engagement_id uuid not null,
  actor_id uuid not null,
  entry_id text not null,
  primary key (engagement_id, pending_no)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

create table record_leaf (
  engagement_id uuid not null,
  leaf_index bigint not null,
  actor_id uuid not null,
  entry_id text not null,
  leaf_hash bytea not null check (length(leaf_hash) = 32),
  primary key (engagement_id, leaf_index),
  unique (engagement_id, actor_id, entry_id)
);

-- One row an engagement: how far the log goes, and the right edge of its tree.
create table record_head (
  engagement_id uuid primary key,
  epoch integer not null default 1,
  tree_size bigint not null check (tree_size >= 0),
  frontier bytea not null
);

create table record_tile (
  engagement_id uuid not null,
  level integer not null,
  tile_index bigint not null,
  hashes bytea not null check (length(hashes) = 8192),
  primary key (engagement_id, level, tile_index)
);

create table record_checkpoint (
  engagement_id uuid not null,
  tree_size bigint not null,
  root bytea not null check (length(root) = 32),
  note text not null,
  signed_at bigint not null,
  primary key (engagement_id, tree_size)
);

create table record_cosignature (
  engagement_id uuid not null,
  tree_size bigint not null,
  witness text not null,
  note text not null,
  signed_at bigint not null,
  primary key (engagement_id, tree_size, witness)
);

create table record_witness (
  engagement_id uuid not null,
  witness text not null,
  party text not null check (party in ('client', 'provider', 'neither')),
  verifier_key text not null,
  primary key (engagement_id, witness)
);

-- Personal values, sealed under a key of the person they are about. Erasure deletes key and ciphertext; the empty row
-- stays, so that nothing is sealed for that person again.
create table subject_key (
  engagement_id uuid not null,
  subject_id text not null,
  wrapped_key bytea,
  created_at bigint not null,
  erased_at bigint,
  primary key (engagement_id, subject_id),
  check ((wrapped_key is null) = (erased_at is not null))
);

create table sealed_value (
  engagement_id uuid not null,
  commitment bytea not null check (length(commitment) = 32),
  subject_id text not null,
  thing text not null,
  name text not null,
  sealed bytea not null,
  primary key (engagement_id, commitment),
  foreign key (engagement_id, subject_id) references subject_key
);
create index sealed_value_by_thing on sealed_value (engagement_id, thing, name);

-- The answer a command gave under a key of its caller, so that a retry has one effect and the same answer.
create table command_answer (
  engagement_id uuid not null,
  principal_id uuid not null,
  idempotency_key text not null check (length(idempotency_key) between 8 and 100),
  command text not null,
  input_hash bytea not null,
  answer bytea not null,
  -- Sealed answers may hold personal values: an erasure takes them along.
  is_sealed boolean not null,
  answered_at bigint not null,
  primary key (engagement_id, principal_id, idempotency_key)
);

do $$
declare name text;
begin
  foreach name in array array['record_entry', 'record_leaf', 'record_head', 'record_tile', 'record_checkpoint',
    'record_cosignature', 'record_witness', 'subject_key', 'sealed_value', 'command_answer']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_engagement on %I using (engagement_id = nullif(current_setting(''counterpart.engagement'', true), '''')::uuid)', name);
  end loop;
end $$;

-- Uploaded files, and imports of foreign event logs as histories of work items.
-- Distribution: distributed by engagement_id, all tables.

-- The bytes lie in the files folder under <engagement>/<sha256>; several rows may stand for the same bytes.
create table file (
  engagement_id uuid not null,
  file_id uuid not null,
  name text not null check (length(name) between 1 and 255),
  media_type text not null check (length(media_type) between 1 and 100),
  sha256 bytea not null check (length(sha256) = 32),
  bytes bigint not null check (bytes between 0 and 1073741824),
  uploaded_by uuid not null,
  uploaded_at bigint not null,
  primary key (engagement_id, file_id)
);
create index file_by_uploaded on file (engagement_id, uploaded_at, file_id);

create table history_import (
  engagement_id uuid not null,
  import_id uuid not null,
  file_id uuid not null,
  format text not null check (format in ('xes', 'csv', 'auto')),
  -- JSON, exactly the text whose SHA-256 stands in the record.
  mapping text not null check (length(mapping) <= 1048576),
  queue text not null check (queue ~ '^[a-z0-9-]{1,60}$'),
  state text not null check (state in ('running', 'completed', 'cancelled', 'failed')),
  -- Version of the record's subject history-import/<id>: how many entries it has.
  version integer not null,
  started_by uuid not null,
  -- In whose place the import acts: who started it or resumed it last.
  acts_for uuid not null,
  started_at bigint not null,
  ended_at bigint,
  message text check (length(message) <= 2000),
  -- How far it got: events of the log that are dealt with. Whatever is not recorded, known or rejected was dropped.
  events_read bigint not null default 0,
  bytes_read bigint not null default 0,
  cases bigint not null default 0,
  items bigint not null default 0,
  recorded bigint not null default 0,
  known bigint not null default 0,
  rejected bigint not null default 0,
  primary key (engagement_id, import_id),
  foreign key (engagement_id, file_id) references file,
  check ((state = 'running') = (ended_at is null)),
  check (recorded + known + rejected <= events_read)
) with (fillfactor = 50);
create index history_import_by_started on history_import (engagement_id, started_at, import_id);

create table history_import_reject (
  engagement_id uuid not null,
  import_id uuid not null,
  reject_no bigint not null,
  -- Line of the file, from 1.
  line bigint not null,
  case_reference text check (length(case_reference) <= 200),
  reason text not null check (length(reason) <= 1000),
  primary key (engagement_id, import_id, reject_no),
  foreign key (engagement_id, import_id) references history_import
);

-- Whether an event that is told again is known already.
create index work_item_event_by_entry on work_item_event (engagement_id, work_item_id, entry_id);

-- Imported items are evidence of past work, nobody works on them here: none is ever held or asked about, and none
-- stands in the index that claims search.
alter table work_item add constraint imported_items_are_not_worked_on
  check (origin = 'live' or state in ('open', 'completed'));
drop index work_item_to_claim;
create index work_item_to_claim on work_item (engagement_id, queue, due_at, received_at, work_item_id)
  where state = 'open' and origin = 'live';

-- No statistics of which engagement has how many rows: an engagement that began after they were last gathered would
-- count as empty, and the planner would then read all of its rows for each one that is looked up by its key. Without
-- them it takes every engagement for one of many, and keys are looked up by their own index from the first row on.
do $$
declare name text;
begin
  foreach name in array array['record_entry', 'record_leaf', 'record_pending', 'work_item', 'work_item_event']
  loop
    execute format('alter table %I alter column engagement_id set statistics 0', name);
  end loop;
end $$;

do $$
declare name text;
begin
  foreach name in array array['file', 'history_import', 'history_import_reject']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_engagement on %I using (engagement_id = nullif(current_setting(''counterpart.engagement'', true), '''')::uuid)', name);
  end loop;
end $$;

-- Queues and their forms, version by version; what was undone. Distribution: distributed by engagement_id.

create table queue_definition (
  engagement_id uuid not null,
  queue text not null check (queue ~ '^[a-z0-9-]{1,60}$'),
  -- Version of the record's subject queue/<queue>.
  version integer not null check (version > 0),
  title text not null check (length(title) between 1 and 120),
  -- JSON Schema as it was given, with its order of fields; null where facts are free.
  form text,
  defined_at bigint not null,
  defined_by uuid not null,
  primary key (engagement_id, queue, version)
);

-- Version of the queue's definition that was in force when the item was claimed last; null where there was none.
alter table work_item add column form_version integer;
-- Entry id of the event of the same item that this one undoes, and on that one that it was undone.
alter table work_item_event add column undoes text;
alter table work_item_event add column undone boolean not null default false;

-- What a worker has done today.
create index work_item_event_completed on work_item_event (engagement_id, actor_id, occurred_at)
  where name = 'completed';

alter table queue_definition enable row level security;
alter table queue_definition force row level security;
create policy own_engagement on queue_definition
  using (engagement_id = nullif(current_setting('counterpart.engagement', true), '')::uuid);

-- Units of work, and what happened to them. Distribution: distributed by engagement_id.

create table work_item (
  engagement_id uuid not null,
  work_item_id uuid not null,
  reference text not null check (length(reference) between 1 and 200),
  queue text not null check (queue ~ '^[a-z0-9-]{1,60}$'),
  state text not null check (state in ('open', 'held', 'asked', 'completed', 'withdrawn')),
  -- Version of the record's subject work-item/<id>: how many entries it has.
  version integer not null,
  origin text not null check (origin in ('live', 'imported')),
  received_at bigint not null,
  -- Earliest due instant of its running clocks under the agreed terms; null while none runs.
  due_at bigint,
  holder_id uuid,
  leased_until bigint,
  fence integer not null default 0,
  completed_at bigint,
  facts text not null default '{}',
  primary key (engagement_id, work_item_id),
  unique (engagement_id, reference),
  check ((state = 'held') = (holder_id is not null)),
  check ((holder_id is null) = (leased_until is null))
) with (fillfactor = 80);

create index work_item_to_claim on work_item (engagement_id, queue, due_at, received_at, work_item_id)
  where state = 'open';
create index work_item_leased on work_item (engagement_id, leased_until) where state = 'held';
-- Without the id: with it, PostgreSQL 18 takes this index for look-ups of many ids and reads all of the engagement.
create index work_item_by_received on work_item (engagement_id, received_at);

-- History events: the same facts as the entries' bodies, in columns, for lists and settlement.
create table work_item_event (
  engagement_id uuid not null,
  work_item_id uuid not null,
  sequence integer not null,
  name text not null check (length(name) between 1 and 200),
  occurred_at bigint not null,
  actor_id uuid not null,
  entry_id text not null,
  facts text,
  primary key (engagement_id, work_item_id, sequence),
  foreign key (engagement_id, work_item_id) references work_item
);

do $$
declare name text;
begin
  foreach name in array array['work_item', 'work_item_event']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_engagement on %I using (engagement_id = nullif(current_setting(''counterpart.engagement'', true), '''')::uuid)', name);
  end loop;
end $$;

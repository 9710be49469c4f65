-- Lists of work items in every order in which people look at them, and the views that they keep.
-- Distribution: distributed by engagement_id.

-- Each order is read from its index alone: rows that are passed over on the way to a page cost no look at the table.
-- What has no due instant comes after all that have one, what is not completed before all that are. The id only rides
-- along: as a key, PostgreSQL 18 would take these indexes for look-ups of many ids and read all of the engagement.
drop index work_item_by_received;
create index work_item_by_received on work_item (engagement_id, received_at)
  include (work_item_id, queue, state, due_at);
create index work_item_by_due on work_item (engagement_id, (coalesce(due_at, 9007199254740991)), received_at)
  include (work_item_id, queue, state, due_at);
create index work_item_by_completed
  on work_item (engagement_id, (coalesce(completed_at, -9007199254740991)), received_at)
  include (work_item_id, queue, state, due_at, completed_at);

alter table work_item drop constraint work_item_engagement_id_reference_key;
alter table work_item add constraint work_item_engagement_id_reference_key
  unique (engagement_id, reference) include (work_item_id, received_at, queue, state, due_at);

-- A view that somebody keeps: what is shown, in which order and columns. It is nothing between the parties, so the
-- record does not tell of it.
create table item_view (
  engagement_id uuid not null,
  view_id uuid not null,
  owner_id uuid not null,
  party text not null check (party in ('client', 'provider')),
  -- Whether everybody of the owner's own party sees it.
  is_shared boolean not null,
  name text not null check (length(name) between 1 and 80),
  -- JSON, as the schema of views has it.
  content text not null check (length(content) <= 8192),
  saved_at bigint not null,
  primary key (engagement_id, view_id)
);
create index item_view_by_owner on item_view (engagement_id, owner_id, view_id);

alter table item_view enable row level security;
alter table item_view force row level security;
create policy own_engagement on item_view
  using (engagement_id = nullif(current_setting('counterpart.engagement', true), '')::uuid);

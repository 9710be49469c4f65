-- Members that were removed, and a way to the questions that wait.
-- Distribution: distributed by engagement_id.

-- Who is no member any more. A removed member has no row in membership, so that nobody can forget to look; the version
-- of the record's subject member/<id> goes on from here when they are named again.
create table former_membership (
  engagement_id uuid not null,
  principal_id uuid not null,
  version integer not null check (version > 0),
  removed_at bigint not null,
  primary key (engagement_id, principal_id)
);

alter table former_membership enable row level security;
alter table former_membership force row level security;
create policy own_engagement on former_membership
  using (engagement_id = nullif(current_setting('counterpart.engagement', true), '')::uuid);

-- Items that rest until somebody answers, oldest first: there are few, among very many.
create index work_item_asked on work_item (engagement_id, received_at) where state = 'asked';

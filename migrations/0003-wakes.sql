-- What is due to be looked at, and when. A wake holds ids only; the due time that counts lives in the thing's own
-- row. Distribution: directory (found across engagements by time).

create table wake (
  engagement_id uuid not null,
  kind text not null,
  thing_id text not null,
  due_at bigint not null,
  attempts integer not null default 0,
  leased_until bigint not null default 0,
  fence bigint not null default 0,
  failure text,
  primary key (engagement_id, kind, thing_id)
) with (fillfactor = 70);
create index wake_by_due on wake (due_at);

-- What months that look back follow from: the statements before them, and values of series that both parties state.
-- Distribution: distributed by engagement_id.

-- Hashes (hexadecimal) of the statements of the months before, in order, where the terms look back at them.
alter table statement_draft add column earlier text[] not null default '{}';

-- A value of an index, a rate or a number of heads: stated by one party, it counts once the other has confirmed it.
create table series_value (
  engagement_id uuid not null,
  series text not null check (length(series) between 1 and 100),
  -- '2026-01' or '2026-01-31'
  period text not null check (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])(-[0-9]{2})?$'),
  -- The value that counts; null until one is confirmed.
  confirmed text check (length(confirmed) <= 60),
  confirmed_at bigint,
  -- The value that waits for the other party; null where none does.
  stated text check (length(stated) <= 60),
  stated_party text check (stated_party in ('client', 'provider')),
  stated_organisation_id uuid,
  stated_by uuid,
  stated_at bigint,
  primary key (engagement_id, series, period),
  check ((confirmed is null) = (confirmed_at is null)),
  check ((stated is null) = (stated_party is null) and (stated is null) = (stated_organisation_id is null)),
  check ((stated is null) = (stated_by is null) and (stated is null) = (stated_at is null))
);

-- A series is one subject of the record: this row counts its entries, and is locked by whoever adds one.
create table series (
  engagement_id uuid not null,
  series text not null,
  version integer not null,
  primary key (engagement_id, series)
);

-- Confirmed values as their entries tell them: settling takes those with a place in the log before its tree size.
create table series_confirmation (
  engagement_id uuid not null,
  series text not null,
  -- Version of the entry of the subject series/<name> that confirmed it.
  version integer not null,
  period text not null,
  value text not null,
  primary key (engagement_id, series, version)
);

do $$
declare name text;
begin
  foreach name in array array['series_value', 'series', 'series_confirmation']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_engagement on %I using (engagement_id = nullif(current_setting(''counterpart.engagement'', true), '''')::uuid)', name);
  end loop;
end $$;

/** Time in SQL: named roundings, the shifts of zones, open time of calendars, business days. */
export const timeSql = `
-- num / den as a whole number, exactly: den is above zero.
create function rounded(num numeric, den numeric, rule text) returns numeric language sql immutable as $$
  select case rule
    when 'floor' then whole
    when 'ceiling' then whole + (rest > 0)::int
    when 'down' then whole + (rest > 0 and num < 0)::int
    when 'up' then whole + (rest > 0 and num > 0)::int
    when 'half-up' then whole + (2 * rest >= den)::int
    when 'half-away' then whole + (2 * rest > den or (2 * rest = den and num > 0))::int
    when 'half-even' then whole + (2 * rest > den or (2 * rest = den and mod(whole, 2) <> 0))::int
  end
  from (select div(num, den) - (mod(num, den) < 0)::int as whole,
    mod(num, den) + case when mod(num, den) < 0 then den else 0 end as rest) parts
$$;

create aggregate product(numeric) (sfunc = numeric_mul, stype = numeric, initcond = 1);

-- From when to when a zone's local clock is so far from universal time.
create table zone_span as
with day as (
  select zone, at from given, unnest(zones) zone,
    generate_series(timestamptz '2025-01-01Z', '2029-01-01Z', interval '1 day') at
), probe as (
  -- Every half hour of a day in which the shift changes, and the first instant of all.
  select zone, half as at from day, generate_series(at, at + interval '1 day', interval '30 minutes') half
  where (at at time zone zone) - (at at time zone 'UTC')
    <> ((at + interval '1 day') at time zone zone) - ((at + interval '1 day') at time zone 'UTC')
  union select zone, min(at) from day group by zone
), shifted as (
  select zone, at, (at at time zone zone) - (at at time zone 'UTC') as shift from probe
), change as (
  select *, lag(shift) over (partition by zone order by at) as before from shifted
)
select zone, case when before is null then '-infinity' else at end as from_at, shift,
  lead(at, 1, 'infinity') over (partition by zone order by at) as to_at
from change where before is distinct from shift;

-- A boundary in local time takes effect at the first instant at which the local clock reads that time or later.
create function first_reading(asked text, local timestamp) returns timestamptz language sql stable as $$
  select min(greatest(from_at, (local - shift) at time zone 'UTC'))
  from zone_span where zone = asked and (local - shift) at time zone 'UTC' < to_at
$$;

create function millis(span interval) returns bigint language sql immutable as $$
  select (extract(epoch from span) * 1000)::bigint
$$;

create table calendar as
select (place - 1)::int as calendar, spec->>'zone' as zone, spec
from given, jsonb_array_elements(calendars) with ordinality as listed(spec, place);

-- Pieces of open time, and how much of it lies before each of them.
create table open_piece as
with day as (
  select calendar, zone, spec, day::date as day
  from calendar, generate_series(timestamp '2025-12-01', '2028-03-01', interval '1 day') day
), hours as (
  select calendar, zone, day, (one->>'from')::int as from_minute, (one->>'to')::int as to_minute
  from day, jsonb_array_elements(spec->'week') one
  where (one->>'day')::int = extract(dow from day)
    and not spec->'holidays' ? day::text
    and not exists (select from jsonb_array_elements(spec->'specialDays') special where special->>'date' = day::text)
  union all
  select calendar, zone, day, (special->>'from')::int, (special->>'to')::int
  from day, jsonb_array_elements(spec->'specialDays') special where special->>'date' = day::text
), piece as (
  -- What first_reading says, of all boundaries at once.
  select calendar, day,
    min(greatest(span.from_at, (opens - shift) at time zone 'UTC'))
      filter (where (opens - shift) at time zone 'UTC' < span.to_at) as from_at,
    min(greatest(span.from_at, (closes - shift) at time zone 'UTC'))
      filter (where (closes - shift) at time zone 'UTC' < span.to_at) as to_at
  from (select hours.*, day + from_minute * interval '1 minute' as opens,
      day + to_minute * interval '1 minute' as closes from hours) local
    join zone_span span using (zone)
  group by calendar, day, opens, closes
)
select *, sum(millis(to_at - from_at)) over (partition by calendar order by from_at) as after,
  sum(millis(to_at - from_at)) over (partition by calendar order by from_at) - millis(to_at - from_at) as before
from piece where from_at < to_at;
create index on open_piece (calendar, from_at);
create index on open_piece (calendar, to_at);
create index on open_piece (calendar, after);

create table open_day as
select calendar, day, min(from_at) as opens, max(to_at) as closes,
  row_number() over (partition by calendar order by day) as number
from open_piece group by calendar, day;
create index on open_day (calendar, day);
create index on open_day (calendar, number);

-- Open time before an instant, and the earliest instant by which so much of it has passed.
create function open_at(asked int, at timestamptz) returns table (before numeric) language sql stable as $$
  select coalesce((select before + millis(least(at, to_at) - from_at)
    from open_piece where calendar = asked and from_at <= at order by from_at desc limit 1), 0)
$$;
create function instant_of(asked int, open numeric) returns table (at timestamptz) language sql stable as $$
  select (select from_at + (open - before)::double precision * interval '1 millisecond'
    from open_piece where calendar = asked and after >= open order by after limit 1)
$$;

-- The same local time so many business days later, from the next opening on, within the hours of that day.
create function business_days_after(asked int, start timestamptz,
  days int) returns timestamptz language sql stable as $$
  select least(greatest(first_reading(zone, later.day + ((begin.at at time zone zone) - begin.day)), later.opens),
    later.closes)
  from (select greatest(start, from_at) as at, day from open_piece
      where calendar = asked and to_at > start order by to_at limit 1) begin
    join open_day today on today.calendar = asked and today.day = begin.day
    join open_day later on later.calendar = asked and later.number = today.number + days
    join calendar on calendar.calendar = asked
$$;
analyze calendar, open_piece, open_day, zone_span;
`

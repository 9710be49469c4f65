/** Cases, their months and events; runs of clocks as they stand when a month ends; who was on time. */
export const attainmentSql = `
create table one as
select (place - 1)::int as no, spec, spec->>'zone' as zone, (spec->>'effective')::date as effective,
  (spec->>'contractFrom')::date as contract_from, (spec->>'contractTo')::date as contract_to,
  (spec->'months'->>0 || '-01')::date as first_month
from given, jsonb_array_elements(cases) with ordinality as listed(spec, place);
create unique index on one (no);

create function month_number(day date) returns int language sql immutable as $$
  select (extract(year from day) * 12 + extract(month from day) - 1)::int
$$;

create table month as
select no, (place - 1)::int as ord, (text || '-01')::date as month, month_number((text || '-01')::date) as number,
  greatest(first_reading(zone, (text || '-01')::timestamp), first_reading(zone, effective::timestamp)) as from_at,
  -- After the last day of the contract nothing counts; of nothing the least is not null.
  least(first_reading(zone, (text || '-01')::timestamp + interval '1 month'),
    first_reading(zone, contract_to + interval '1 day')) as to_at
from one, jsonb_array_elements_text(spec->'months') with ordinality as listed(text, place);
create index on month (no, ord);

create table event as
select no, (event->>'item')::int as item, place as seq, event->>'name' as name, event->>'kind' as kind,
  (first_month::timestamp at time zone 'UTC') + (event->>'minute')::int * interval '1 minute' as at
from one, jsonb_array_elements(spec->'events') with ordinality as listed(event, place);
create index on event (no, item);

create table life as
select no, item, min(at) filter (where name = 'received') as received,
  (array_agg(at order by at, seq) filter (where name = 'done'))[1] as done,
  (array_agg(at order by at, seq) filter (where name = 'done'))[2] as done_again,
  min(at) filter (where name = 'reopened') as reopened, min(at) filter (where name = 'withdrawn') as withdrawn,
  min(at) filter (where name = 'agreed') as agreed
from event group by no, item;

create table rest as
select asked.no, asked.item, substr(asked.name, 7) as who, asked.at as asked, answered.at as answered
from event asked left join event answered on answered.no = asked.no and answered.item = asked.item
  and answered.name = substr(asked.name, 7) || '-answered'
where asked.name like 'asked-%';
create index on rest (no, item);
analyze one, month, event, life, rest;

-- What is known when the month ends: nothing that happens at that instant or later.
create table read as
with known as (
  select life.no, life.item, ord, to_at, received,
    case when done < to_at then done end as done, case when done_again < to_at then done_again end as done_again,
    case when life.reopened < to_at then life.reopened end as reopened,
    case when withdrawn < to_at then withdrawn end as withdrawn,
    clock->>'id' as clock, (clock->>'calendar')::int as calendar, clock->>'reopened' as rule, clock->'rests' as owners
  from life join month using (no) join one using (no), jsonb_array_elements(spec->'clocks') clock
  where received < to_at
), split as (
  select known.*, 1 as number, received as started,
    case when rule = 'resume' and reopened is not null then done_again else done end as stopped,
    case when rule = 'resume' and reopened is not null
      then tstzmultirange(tstzrange(received, done), tstzrange(reopened, coalesce(done_again, withdrawn, to_at)))
      else tstzmultirange(tstzrange(received, coalesce(done, withdrawn, to_at))) end as running
  from known
  union all
  select known.*, 2, reopened, done_again, tstzmultirange(tstzrange(reopened, coalesce(done_again, withdrawn, to_at)))
  from known where rule = 'restart' and reopened is not null
)
select dense_rank() over (
    order by no, item, clock, number, stopped, known_at, is_cancelled, is_paused, counted) as id, *
from (
  select no, item, ord, clock, calendar, number, started, stopped,
    stopped is null and withdrawn is not null as is_cancelled,
    stopped is null and withdrawn is null and coalesce(is_resting, false) as is_paused,
    case when stopped is null then to_at end as known_at, running - coalesce(rested, '{}') as counted
  from split left join lateral (
    select range_agg(tstzrange(asked, case when answered < to_at then answered else 'infinity' end)) as rested,
      bool_or(answered is null or answered >= to_at) as is_resting
    from rest where rest.no = split.no and rest.item = split.item and asked < to_at and owners ? who
  ) rests on true
) runs;
create index on read (no, ord, clock);

-- A run that has stopped reads the same in every later month: it is judged once.
create table run as select distinct on (id) * from read;
create table segment as
select id, lower(part) as from_at, opened.before as open_from, closed.before - opened.before as open
from run, unnest(counted) part,
  lateral open_at(calendar, lower(part)) opened, lateral open_at(calendar, upper(part)) closed;
create index on segment (id);
analyze run, segment;

create table measured as
select no, measure->>'id' as measure, measure->>'clock' as clock, measure->>'unit' as unit,
  (measure->>'within')::int as within, measure->>'population' as population,
  (measure->>'excluding')::boolean as excluding, measure->>'only' as only_kind,
  (measure->>'sampleItems')::int as sample_items, measure->>'sampleBelow' as sample_below,
  (measure->>'testPlaces')::int as test_places, measure->>'testRounding' as test_rounding,
  (measure->>'rollingMonths')::int as rolling_months
from one, jsonb_array_elements(spec->'measures') measure;
create index on measured (no);
analyze measured;

create table judged as
with timed as materialized (
  select run.*, measure, case when unit = 'minutes' then within * 60000::numeric
    else later.before - begun.before end as target,
    coalesce((select sum(open) from segment where segment.id = run.id), 0) as elapsed
  from run join measured using (no, clock),
    lateral open_at(calendar, case when unit = 'business-days' then started end) begun,
    lateral open_at(calendar, case when unit = 'business-days'
      then business_days_after(calendar, started, within) end) later
), used as materialized (
  -- Open time before the instant at which the target is used up: in a part that counted, or in all that comes.
  select timed.*, elapsed > target as is_breached, case
    when elapsed >= target then (select open_from + target - before from (
        select segment.*, sum(open) over (order by from_at) - open as before, sum(open) over (order by from_at) as after
        from segment where segment.id = timed.id) parts
      where after >= target order by from_at limit 1)
    when not is_paused and not is_cancelled then reached.before + target - elapsed end as open
  from timed, lateral open_at(calendar, case when elapsed < target then coalesce(stopped, known_at) end) reached
)
select id, measure, is_breached, at as due from used, lateral instant_of(calendar, open);
create index on judged (id);
analyze judged, read;

create table attained as
with span as (
  select month.*, measure, clock, population, greatest(
    first_reading(zone, month.month - (rolling_months - 1) * interval '1 month'),
    first_reading(zone, contract_from::timestamp)) as window_from
  from month join one using (no) join measured using (no)
), counted as (
  select span.no, span.ord, measure, item,
    -- An item counts once, and is late where one of its runs is.
    bool_or(is_breached or stopped is null) as is_late
  from span join read using (no, ord, clock)
    join judged using (id, measure)
  where case population
    when 'due-in-period' then (is_breached or not (is_paused or is_cancelled)) and due >= window_from
      and due < span.to_at
    when 'closed-in-period' then not is_cancelled and stopped >= window_from and stopped < span.to_at
    -- What was received and is neither done nor due yet is nobody's miss.
    when 'received-in-period' then (is_breached or not (is_paused or is_cancelled))
      and started >= window_from and started < span.to_at and (stopped is not null or due < span.to_at) end
  group by span.no, span.ord, measure, item
)
select span.no, span.ord, span.measure, count(*) filter (where is_counted and not is_late)::int as numerator,
  count(*) filter (where is_counted)::int as denominator
from span left join (
  select counted.*, not (excluding and exists (select from event where event.no = counted.no
      and event.item = counted.item and name = 'agreed' and at < month.to_at))
    and (only_kind is null or only_kind = (select kind from event where event.no = counted.no
      and event.item = counted.item and kind is not null and at < month.to_at order by at desc, seq desc limit 1)
    ) as is_counted
  from counted join measured using (no, measure) join month using (no, ord)
) item using (no, ord, measure)
group by span.no, span.ord, span.measure;
create index on attained (no, ord);
`

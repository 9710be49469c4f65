/** How each level came out, whatever was before; and the tables that fill month by month. */
export const creditsSql = `
create table level as
select no, place, level->>'id' as level, level->>'measure' as measure, (level->>'expected')::numeric as expected,
  (level->>'minimum')::numeric as minimum, (level->>'creditThreshold')::numeric as credit_threshold,
  (level->>'graceMonths')::int as grace_months, nullif(level->'trigger', 'null') as trigger,
  level->'credit' as credit, nullif(level->'repeat', 'null') as repeat
from one, jsonb_array_elements(spec->'levels') with ordinality as listed(level, place);

create function reaches(numerator int, denominator int, threshold numeric, places int, rule text)
returns boolean language sql immutable as $$
  select case when places is null then numerator * 100::numeric >= threshold * denominator
    else rounded(numerator * 100 * ('1e' || places)::numeric, denominator,
      rule) >= threshold * ('1e' || places)::numeric
  end
$$;

create table classed as
select level.*, ord, numerator, denominator, test_places, test_rounding, case
    when denominator = 0 then 'not-measured'
    when denominator < sample_items and sample_below = 'not-measured' then 'below-minimum-sample'
    when denominator < sample_items and denominator - numerator <= 1 then 'met'
    when reaches(numerator, denominator, expected, test_places, test_rounding) then 'met'
    when reaches(numerator, denominator, minimum, test_places, test_rounding) then 'missed-expected'
    else 'missed-minimum' end as state
from level join measured using (no, measure) join attained using (no, measure);
create index on classed (no, ord);

create table earned (no int, ord int, level text, is_earned boolean, is_repeat boolean, factor numeric);
create index on earned (no, ord);
create table used (no int, ord int, level text);
create index on used (no);
create table credit_line (
  no int, ord int, line text, raw numeric, rounded numeric, paid numeric, is_repeat boolean,
  is_held boolean, kept numeric
);
create index on credit_line (no, ord);
create table credited (no int, ord int, minor numeric, cap numeric);
create unique index on credited (no, ord);
create table returned (no int, ord int, of_ord int, level text, minor numeric, has_lapsed boolean);
create index on returned (no, ord);

-- A base is never less than nothing.
create function base_of(asked_no int, asked_ord int, of jsonb) returns numeric language sql stable as $$
  select greatest(0, case
    when (of->>'all')::boolean then (select minor from charged where no = asked_no and ord = asked_ord)
    when of->>'fixed' is not null then (of->>'fixed')::numeric
    else (select sum(minor) from charge_line
      where no = asked_no and ord = asked_ord and of->'charges' @> to_jsonb(place)) end)
$$;
create function limit_of("limit" jsonb, charges numeric, months int) returns numeric language sql immutable as $$
  select case when "limit"->>'amount' is not null then ("limit"->>'amount')::numeric
    when "limit"->>'of' = 'average-month' then div(charges * ("limit"->>'share')::numeric, 100 * months)
    else div(charges * ("limit"->>'share')::numeric, 100) end
$$;
-- Where there is no limit, nothing limits.
create function left_of("limit" numeric, credited numeric) returns numeric language sql immutable as $$
  select case when "limit" > credited then "limit" - credited when "limit" is not null then 0 end
$$;
analyze level, classed, charge_line, charged;
`

/** One month of all cases, by what is known of the months before: $1 says which. */
export const monthOfCredits: readonly string[] = [
  `insert into earned
with asked as (
  select classed.*, number - month_number(contract_from) as age,
    case coalesce(trigger->>'missed', 'expected') when 'minimum' then state = 'missed-minimum'
      else state in ('missed-expected', 'missed-minimum') end as is_miss
  from classed join month using (no, ord) join one using (no) where ord = $1
), counted as (
  select asked.*, case when trigger is null then is_miss
    else is_miss and (trigger->>'times')::int <= 1 + (select count(*) from classed before
      where before.no = asked.no and before.level = asked.level and before.ord < asked.ord
        and asked.ord - before.ord < (asked.trigger->>'withinMonths')::int
        and (before.state = 'missed-minimum' or (before.state = 'missed-expected'
          and asked.trigger->>'missed' = 'expected'))
        and not exists (select from used where used.no = asked.no and used.level = asked.level
          and used.ord = before.ord)
    ) end as is_pulled
  from asked
), past as (
  select counted.*, (select count(*) from generate_series(1, (repeat->>'withinMonths')::int) back
      where exists (select from earned e where e.no = counted.no and e.level = counted.level
        and e.ord = counted.ord - back and e.is_earned)) as ever,
    coalesce((select min(back) - 1 from generate_series(1, (repeat->>'withinMonths')::int) back
      where not exists (select from earned e where e.no = counted.no and e.level = counted.level
        and e.ord = counted.ord - back and e.is_earned)), (repeat->>'withinMonths')::int) as in_row
  from counted
), repeated as (
  select past.*, case when repeat is null then 0 when repeat->>'each' = 'once' then least(ever, 1)
    else in_row end as times
  from past
)
select no, ord, level,
  is_pulled and age >= coalesce(grace_months, 0) and (credit_threshold is null or (denominator > 0
    and not reaches(numerator, denominator, credit_threshold, test_places, test_rounding))),
  times > 0, case when times = 0 then 1 else least((repeat->>'upTo')::numeric,
    (select product(factor) from (select (repeat->>'multiply')::numeric as factor, step
      from generate_series(1, times) step) steps)) end
from repeated`,
  `insert into used
select distinct before.no, before.ord, before.level
from earned join classed now using (no, ord, level)
  join classed before on before.no = now.no and before.level = now.level and before.ord <= now.ord
where now.ord = $1 and is_earned and now.trigger->>'hits' = 'consumed'
  and now.ord - before.ord < (now.trigger->>'withinMonths')::int
  and (before.state = 'missed-minimum' or (before.state = 'missed-expected' and now.trigger->>'missed' = 'expected'))`,
  `insert into credit_line
with lost as (
  select classed.*, is_repeat, factor, spec->'credits' as credits, charged.minor as charges
  from earned join classed using (no, ord, level) join one using (no) join charged using (no, ord)
  where ord = $1 and is_earned
), raw as (
  select no, ord, level as line, is_repeat, factor * case credit->>'form'
    when 'bands' then base_of(no, ord, credit->'of') * 0.01 * (select (band->>'credit')::numeric
      from jsonb_array_elements(credit->'bands') band
      where reaches(numerator, denominator, (band->>'from')::numeric, test_places, test_rounding)
      order by (band->>'from')::numeric desc limit 1)
    when 'ladder' then base_of(no, ord, credit->'of') * 0.01 * step_of(numerator, denominator, test_places,
      test_rounding, credit)
    when 'pool' then (credits->>'pool')::numeric * 0.01 * (credit->>'allocation')::numeric * 0.01
      * case when credits->'atRisk'->>'amount' is not null then (credits->'atRisk'->>'amount')::numeric
        else charges * (credits->'atRisk'->>'share')::numeric * 0.01 end
    when 'perMiss' then greatest(0, denominator - numerator - (credit->>'free')::int)
      * coalesce((credit->>'amount')::numeric, base_of(no, ord, credit->'of') * 0.01 * (credit->>'share')::numeric)
    end as raw
  from lost where credit->>'form' <> 'points'
  union all
  -- All points of the month are one credit.
  select no, ord, 'points', false, base_of(no, ord, credits->'points'->'of') * 0.01 * coalesce((
      select (step->>'credit')::numeric from jsonb_array_elements(credits->'points'->'table') step
      where (step->>'from')::numeric <= points order by (step->>'from')::numeric desc limit 1), 0)
  from (select no, ord, credits, sum(factor * coalesce((credit->>'points')::numeric, (
      select (band->>'points')::numeric from jsonb_array_elements(credit->'bands') band
      where reaches(numerator, denominator, (band->>'from')::numeric, test_places, test_rounding)
      order by (band->>'from')::numeric desc limit 1))) as points
    from lost where credit->>'form' = 'points' group by no, ord, credits) pointed
)
select no, ord, line, raw, rounded(raw, 1, spec->'credits'->>'rounding'), null, is_repeat,
  -- What waits to be earned back is not credited yet; the credit of all points waits for no level.
  line <> 'points' and spec->'credits'->'earnBack'->>'kind' is not distinct from 'hold-and-release'
    and not (is_repeat and spec->'credits'->'earnBack'->>'repeats' = 'never'), null
from raw join one using (no)`,
  `insert into credited
with year as (
  select month.no, month.ord, spec->'credits' as credits,
    sum(charged.minor) filter (where earlier.ord = month.ord) as charges,
    sum(charged.minor) filter (where of_contract) as contract_charges,
    count(*) filter (where of_contract)::int as contract_months,
    coalesce(sum(credited.minor + held) filter (where of_contract), 0) as contract_credits,
    sum(charged.minor) filter (where of_calendar) as calendar_charges,
    count(*) filter (where of_calendar)::int as calendar_months,
    coalesce(sum(credited.minor + held) filter (where of_calendar), 0) as calendar_credits
  from month join one using (no) join month earlier on earlier.no = month.no and earlier.ord <= month.ord
    join charged on charged.no = earlier.no and charged.ord = earlier.ord
    left join credited on credited.no = earlier.no and credited.ord = earlier.ord
    cross join lateral (select
      div(earlier.number - month_number(contract_from), 12) = div(month.number - month_number(contract_from),
        12) as of_contract,
      div(earlier.number, 12) = div(month.number, 12) as of_calendar,
      -- What is held uses the cap as well, until it is earned back.
      coalesce((select sum(coalesce(kept, paid)) from credit_line where credit_line.no = earlier.no
        and credit_line.ord = earlier.ord and is_held), 0) as held) same
  where month.ord = $1 group by month.no, month.ord, spec
)
select no, ord, null, least(limit_of(nullif(credits->'month', 'null'), charges, 1),
  limit_of(nullif(credits->'atRisk', 'null'), charges, 1),
  left_of(limit_of(nullif(credits->'contractYear', 'null'), contract_charges, contract_months), contract_credits),
  left_of(limit_of(nullif(credits->'calendarYear', 'null'), calendar_charges, calendar_months), calendar_credits))
from year`,
  `update credit_line set paid = shared.paid from (
  select no, ord, line, case when cap is null or together <= cap then rounded else div(cap * raw, nullif(whole, 0))
    + (row_number() over (partition by no, ord order by mod(cap * raw, nullif(whole, 0)) desc, line = 'points',
      line) <= left_over)::int
    end as paid
  from (select credit_line.*, cap, sum(rounded) over lines as together, sum(raw) over lines as whole,
      cap - sum(case when raw = 0 then 0 else div(cap * raw, nullif(whole_raw, 0)) end) over lines as left_over
    from (select *, sum(raw) over (partition by no, ord) as whole_raw from credit_line where ord = $1) credit_line
      join credited using (no, ord)
    window lines as (partition by no, ord)) asked
) shared where credit_line.no = shared.no and credit_line.ord = shared.ord and credit_line.line = shared.line`,
  `update credited set minor = coalesce((select sum(paid) from credit_line
    where credit_line.no = credited.no and credit_line.ord = credited.ord and not is_held), 0) where ord = $1`,
  `insert into returned
select no, $1, credit_line.ord, line, case
    when is_held and is_met then share - paid
    when is_held then -paid
    else share end, is_held and is_met
from credit_line join (select no, spec->'credits' as credits from one) one using (no)
  cross join lateral (select nullif(credits->'earnBack', 'null') as back) rule
  cross join lateral (select rounded(paid * (back->>'share')::numeric * 0.01, 1, credits->>'rounding') as share,
    not exists (select from classed where classed.no = credit_line.no and classed.level = credit_line.line
      and classed.ord > credit_line.ord and classed.ord <= $1
      and not case when back->>'target' is null then state = 'met'
        else denominator > 0 and numerator * 100::numeric >= (back->>'target')::numeric * denominator end) as is_met)
          judged
where back is not null and credit_line.ord = $1 - (back->>'months')::int and paid > 0 and line <> 'points'
  and (is_held or (is_met and back->>'kind' = 'credit-then-return' and not (is_repeat and back->>'repeats' = 'never')))
  and exists (select from month where month.no = credit_line.no and month.ord = $1)`,
  `update credit_line set kept = -returned.minor from returned
where returned.ord = $1 and has_lapsed and returned.no = credit_line.no and returned.of_ord = credit_line.ord
  and returned.level = credit_line.line`,
]

/** The credit of a table of points, in percent: between two rows, on one, above the first, below the last. */
export const ladderSql = `
create function step_of(numerator int, denominator int, places int, rule text, credit jsonb)
returns numeric language sql immutable as $$
  with step as (
    select (row->>'at')::numeric as at, (row->>'credit')::numeric as credit,
      reaches(numerator, denominator, (row->>'at')::numeric, places, rule) as is_reached
    from jsonb_array_elements(credit->'rows') row
  ), near as (
    select (select at from step where is_reached order by at desc limit 1) as at,
      (select step.credit from step where is_reached order by at desc limit 1) as lower,
      (select at from step where not is_reached order by at limit 1) as next,
      (select step.credit from step where not is_reached order by at limit 1) as upper
  )
  select case
    when at is null then case credit->>'below' when 'last-row' then upper else 0 end
    when is_exact then lower
    when next is null then 0
    when credit->>'places' is not null then rounded(
      (upper * (next - at) * denominator + (lower - upper) * (next * denominator - numerator * 100)) * tens,
      (next - at) * denominator, 'half-up') / tens
    when credit->>'between' = 'step-down' then lower
    else upper end
  from near, lateral (select ('1e' || coalesce(credit->>'places', '0'))::numeric as tens,
    case when places is null then numerator * 100::numeric = at * denominator
      else rounded(numerator * 100 * ('1e' || places)::numeric, denominator, rule) = at * ('1e' || places)::numeric
    end as is_exact) exact
$$;
`

/** Every line and total of every month, as text. */
export const resultsSql = `
select month.no, month.ord, jsonb_build_object(
  'levels', (select jsonb_object_agg(level, jsonb_build_object('numerator', numerator, 'denominator', denominator,
    'state', state))
    from classed where classed.no = month.no and classed.ord = month.ord),
  'charges', (select jsonb_object_agg(charge, case when form = 'fixed' then jsonb_build_object('minor', minor)
      else jsonb_build_object('minor', minor, 'units', units) end)
    from charge_line where charge_line.no = month.no and charge_line.ord = month.ord),
  'credits', coalesce((select jsonb_object_agg(line, jsonb_build_object('rounded', rounded, 'paid', paid, 'held',
    is_held))
    from credit_line where credit_line.no = month.no and credit_line.ord = month.ord), '{}'),
  'returned', coalesce((select jsonb_object_agg(level, minor) from returned
    where returned.no = month.no and returned.ord = month.ord and minor <> 0), '{}'),
  'totals', jsonb_build_object('charges', charged.minor, 'credits', credited.minor,
    'net', charged.minor - credited.minor + coalesce((select sum(minor) from returned
      where returned.no = month.no and returned.ord = month.ord), 0))) as result
from month join charged using (no, ord) join credited using (no, ord) order by no, ord
`

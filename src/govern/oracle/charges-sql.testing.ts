/** Charges: units, prices as indices have moved them, one rounding for each line. */
export const chargesSql = `
create table charge as
select no, (place - 1)::int as place, charge->>'id' as charge, charge->>'form' as form, charge->>'rounding' as rounding,
  (charge->>'amount')::numeric as amount, charge->>'prorate' as prorate, charge->>'per' as per,
  charge->>'counts' as counts, charge->>'only' as only_kind, (charge->>'minimum')::int as minimum,
  nullif(charge->'yearly', 'null') as yearly, charge->'tiers' as tiers, charge->>'flatAtZero' as flat_at_zero,
  nullif(charge->'baseline', 'null') as baseline,
  coalesce(spec->'index'->'appliesTo' ? (charge->>'id'), false) as is_indexed
from one, jsonb_array_elements(spec->'charges') with ordinality as listed(charge, place);

create table index_step as
with clause as materialized (
  select no, spec->'index' as index, month_number((spec->'index'->>'base' || '-01')::date) as base,
    (spec->'index'->>'lagMonths')::int as lag_months
  from one where jsonb_typeof(spec->'index') = 'object'
), compared as (
  select clause.*, at, at - lag_months as newest,
    case index->>'compare' when 'to-base' then base else at - lag_months - 12 end as before
  from clause, generate_series(base + 1, base + 59) at
  where mod(at, 12) + 1 = (index->>'inMonth')::int
), change as (
  select no, at, index, (index->'values'->>(before - base)::int)::numeric as den,
    (index->>'share')::numeric * 0.01
      * ((index->'values'->>(newest - base)::int)::numeric - (index->'values'->>(before - base)::int)::numeric) as num
  from compared where newest > before and before >= base
)
select no, at, index->>'appliedTo' as applied_to, case
    when num > (index->>'cap')::numeric * 0.01 * den then den * (1 + (index->>'cap')::numeric * 0.01)
    when num < (index->>'floor')::numeric * 0.01 * den then den * (1 + (index->>'floor')::numeric * 0.01)
    else den + num end as num, den
from change;

create table factor as
select month.no, ord, count(at) as steps,
  case when bool_or(applied_to = 'current') then product(step.num)
    else (array_agg(step.num order by at desc))[1] end as num,
  case when bool_or(applied_to = 'current') then product(step.den)
    else (array_agg(step.den order by at desc))[1] end as den
from month left join index_step step on step.no = month.no and at <= number
group by month.no, ord;

create function indexed(price numeric, num numeric, den numeric,
  index jsonb) returns numeric language sql immutable as $$
  select rounded(price * num * ('1e' || (index->>'places'))::numeric, den, index->>'rounding')
    * ('1e-' || (index->>'places'))::numeric
$$;

analyze charge, index_step, factor;
create table units as
select month.no, ord, place, count(found.item)::int as units
from month join charge using (no) left join lateral (
  select event.item from event
  where event.no = month.no and name = per and at >= from_at and at < to_at
    and (counts = 'events' or not exists (select from event other where other.no = event.no
      and other.item = event.item and other.name = per and (other.at, other.seq) < (event.at, event.seq)))
    and (only_kind is null or only_kind = (select kind from event told where told.no = event.no
      and told.item = event.item and kind is not null and told.at < to_at order by told.at desc, told.seq desc limit 1))
) found on form <> 'fixed'
group by month.no, ord, place;

create table asked as
  select charge.*, month.ord, month.number, month.month, units, greatest(units, coalesce(minimum, 0)) as charged,
    steps, num, den,
    spec->'index' as index, effective, contract_to, mod(number - month_number(contract_from), 12) as in_year,
    number = month_number(contract_to) as is_end,
    extract(day from month.month + interval '1 month' - interval '1 day')::int as days
  from charge join month using (no) join units using (no, ord, place) join factor using (no, ord) join one using (no);
create unique index on asked (no, ord, place);
analyze units, asked;

-- Of what is made of jsonb the planner knows nothing; joined row by row it would take minutes.
set enable_nestloop = off;
create table charge_line as
with tier as (
  select no, ord, place, tier_place, (tier->>'to')::numeric as upto,
    coalesce(lag((tier->>'to')::numeric) over (partition by no, ord, place order by tier_place), 0) as above,
    case when is_indexed and steps > 0 then indexed((tier->>'price')::numeric, num, den, index)
      else (tier->>'price')::numeric end as price,
    coalesce((tier->>'flat')::numeric, 0) as flat
  from asked, jsonb_array_elements(tiers) with ordinality as listed(tier, tier_place)
), tiered as (
  select no, ord, place, sum(case form
      when 'unit' then charged * price
      when 'graduated' then case when charged > above or (tier_place = 1 and flat_at_zero = 'owed')
        then (least(charged, coalesce(upto, charged)) - above) * price + flat else 0 end
      when 'volume' then case when (charged > above or (tier_place = 1 and (charged > 0 or flat_at_zero = 'owed')))
        and charged <= coalesce(upto, charged) then charged * price + flat else 0 end
    end) as amount
  from tier join asked using (no, ord, place) group by no, ord, place
), missing as (
  select no, ord, place, (yearly->>'price')::numeric * greatest(0,
    case when yearly->>'partYear' = 'by-month' then (yearly->>'units')::numeric / 12 * (in_year + 1)
      else (yearly->>'units')::numeric end
    - (select sum(units.units) from units join month using (no, ord) where units.no = asked.no
        and units.place = asked.place and month.number between asked.number - in_year and asked.number)) as amount
  from asked where yearly is not null and (in_year = 11 or is_end)
), distance as (
  select no, ord, place, abs(units - (baseline->>'units')::numeric) as far,
    (baseline->>'units')::numeric * (baseline->>'deadBand')::numeric * 0.01 as dead, baseline->>'meaning' as meaning,
    (baseline->>'units')::numeric as planned, units < (baseline->>'units')::int as is_reduced,
    case when units < (baseline->>'units')::int then baseline->'reduced' else baseline->'additional' end as bands
  from asked where baseline is not null
), band as (
  select distance.*, (band->>'price')::numeric as price,
    greatest(case meaning when 'beyond-band' then dead else 0 end,
      coalesce(lag((band->>'upTo')::numeric) over bands_of * planned * 0.01, 0)) as starts,
    case when lead(band_place) over bands_of is null then far
      else least(far, (band->>'upTo')::numeric * planned * 0.01) end as ends
  from distance, jsonb_array_elements(bands) with ordinality as listed(band, band_place)
  window bands_of as (partition by no, ord, place order by band_place)
), resource as (
  select no, ord, place, sum(case when far > dead then greatest(0, ends - starts) * price else 0 end
    * case when is_reduced then -1 else 1 end) as amount
  from band group by no, ord, place
), indexed_fee as (
  select no, ord, place, case when is_indexed and steps > 0
    then rounded(indexed(amount * 0.01, num, den, index) * 100, 1, index->>'rounding') else amount end as amount
  from asked where form = 'fixed'
), held as (
  select no, ord, place,
    case when month_number(effective) = number then days - extract(day from effective)::int + 1 else days end
    - case when is_end then days - extract(day from contract_to)::int else 0 end as held
  from asked
)
select asked.no, asked.ord, asked.place, asked.charge, asked.form, asked.units, case asked.form
  when 'fixed' then case when prorate is null then indexed_fee.amount
    else rounded(indexed_fee.amount * greatest(0, held), days, prorate) end
  when 'baseline' then rounded(asked.amount + resource.amount * 100, 1, rounding)
  else rounded((tiered.amount + coalesce(missing.amount, 0)) * 100, 1, rounding) end as minor
from asked left join tiered using (no, ord, place) left join missing using (no, ord, place)
  left join resource using (no, ord, place) left join indexed_fee using (no, ord, place)
    join held using (no, ord, place);
set enable_nestloop = on;
create index on charge_line (no, ord);
create table charged as select no, ord, sum(minor) as minor from charge_line group by no, ord;
create unique index on charged (no, ord);
`

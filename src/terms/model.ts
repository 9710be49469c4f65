import { z } from 'zod'
import { minorDigits } from '../kernel/money/money.ts'
import { parseDate } from '../kernel/time/civil-date.ts'
import { assertZone } from '../kernel/time/zone.ts'
import { CreditTerms } from './credit/credit-terms.ts'
import { Measure } from './level/measure.ts'
import { ExitTerms } from './exit/exit-terms.ts'
import { ServiceLevel } from './level/service-level.ts'
import { unitOf } from './level/threshold.ts'
import { Obligation } from './obligation/obligation.ts'
import { IndexClause } from './price/modifiers/indexation.ts'
import { Charge } from './price/rate-card.ts'
import { referenceProblems } from './references.ts'
import { ClockRule } from './time/clock.ts'
import { WorkingCalendar } from './time/working-calendar.ts'
import { TaxTerms } from './tax/tax-terms.ts'
import { problemsOf, report, TermsError } from './value/problem.ts'
import type { Problem } from './value/problem.ts'
import { Clause, Label, TermName } from './value/schemas.ts'

/** Any value of JSON: what terms are written in. Fractions stand in quotes, so that no float ever holds a value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

const Zone = z.string().superRefine((zone, context) => {
  try {
    assertZone(zone)
  } catch {
    report(context, { message: `"${zone}" is not a time zone.`, mend: 'Write an IANA name such as "Europe/Oslo".' })
  }
})

const Currency = z.string().superRefine((currency, context) => {
  try {
    minorDigits(currency)
  } catch {
    report(context, { message: `"${currency}" is not a currency.`, mend: 'Write an ISO 4217 code such as "EUR".' })
  }
})

const DateOf = z.string().superRefine((date, context) => {
  try {
    parseDate(date)
  } catch {
    report(context, { message: `"${date}" is not a date.`, mend: 'Write it as "2026-02-01".' })
  }
})

/**
 * Terms, version 1: the executable part of an agreement. A closed object; every term names its clause. Named things are
 * kept in objects, so that each name is unique; statements list them in the order of their names, because canonical
 * JSON keeps no other order.
 */
export const TermsSource = z.strictObject({
  terms: z.literal(1),
  agreement: z.string().min(1).max(100),
  parties: z.strictObject({ client: Label, provider: Label }).optional(),
  currency: Currency,
  /** The zone in which a month begins and ends. Calendars have their own. */
  zone: Zone,
  /** The first day on which the terms hold, in that zone. */
  effective: DateOf,
  /** From when to when the contract runs. Years of caps and minimum commitments begin with its first month. */
  contract: z.strictObject({ clause: Clause, from: DateOf, to: DateOf.optional() }).optional(),
  calendars: z.record(TermName, WorkingCalendar).default({}),
  clocks: z.record(TermName, ClockRule).default({}),
  measures: z.record(TermName, Measure).default({}),
  serviceLevels: z.record(TermName, ServiceLevel).default({}),
  credits: CreditTerms.optional(),
  /** What becomes of events that are told after their month was closed: corrections in the next open period. */
  lateEvents: z.strictObject({ clause: Clause, settled: z.literal('next-open-period') }).optional(),
  charges: z.record(TermName, Charge).default({}),
  indexation: z.record(TermName, IndexClause).default({}),
  taxes: TaxTerms.optional(),
  obligations: z.record(TermName, Obligation).default({}),
  exit: ExitTerms.optional(),
})

/** Each level has thresholds in the unit of its measure, and says whether more is better where that is in doubt. */
function levelProblems(terms: z.output<typeof TermsSource>): Problem[] {
  return Object.entries(terms.serviceLevels).flatMap(([id, level]) => {
    const measure = terms.measures[level.measure]
    if (!measure) return []
    const at = `serviceLevels.${id}`
    const problems: Problem[] = []
    const unit = unitOf(measure)
    if (level.expected.unit !== unit) {
      const message = `The threshold ${level.expected.text} is not in the unit of the measure "${level.measure}".`
      problems.push({ path: `${at}.expected`, message, mend: `Write ${unitExamples[unit]}.` })
    }
    if (measure.kind !== 'share' && level.direction === undefined) {
      const message = `It is not said whether more is better for the measure "${level.measure}".`
      problems.push({ path: `${at}.direction`, message, mend: 'Add direction: "at-least" or "at-most".' })
    }
    const form = level.credit?.form
    if (form && ['bands', 'ladder'].includes(form) && (unit !== 'percent' || level.direction === 'at-most')) {
      const message = 'Bands and tables of a credit are for percentages of which more is better.'
      problems.push({ path: `${at}.credit`, message, mend: 'Use perMiss, points, pool or feeDays.' })
    }
    const countsMisses = ['share', 'answered', 'ratio', 'survey', 'accuracy', 'ageing', 'count'].includes(measure.kind)
    const isUncounted = !countsMisses || (unit === 'number' && level.direction !== 'at-most')
    if (form === 'perMiss' && isUncounted) {
      const message = `Nothing that "${level.measure}" measures is a miss that can be counted.`
      problems.push({ path: `${at}.credit.perMiss`, message, mend: 'Measure a share or a count, or use another form.' })
    }
    if (form === 'feeDays' && measure.kind !== 'availability') {
      const message = `Fee-days are counted from downtime, and "${level.measure}" measures none.`
      problems.push({ path: `${at}.credit.feeDays`, message, mend: 'Measure availability, or use another form.' })
    }
    if ((level.floor ?? level.improvement) && measure.kind !== 'share') {
      const message = 'A floor and an improvement need the share of a population.'
      problems.push({ path: at, message, mend: 'Take them out, or measure a share.' })
    }
    return problems
  })
}

const unitExamples = {
  percent: 'a percentage such as "92.0 %"',
  'open-time': 'a length such as "45 minutes"',
  number: 'a number such as "3"',
}

/** Terms as parsed: exact values, and beside them the source as it was signed. */
export type Terms = z.output<typeof TermsSource> & { readonly source: JsonValue }

/**
 * Reads terms from a plain JSON value.
 * @throws TermsError with every problem that was found: where it is, what it is, how to mend it
 */
export function parseTerms(source: unknown): Terms {
  const result = TermsSource.safeParse(source, { reportInput: true })
  const own = result.success ? levelProblems(result.data) : problemsOf(result.error)
  const problems = [...own, ...referenceProblems(source)]
  if (!result.success || problems.length > 0) throw new TermsError(problems)
  return { ...result.data, source: source as JsonValue }
}

/** The member of that name. Parsed terms hold every name they refer to, so a missing one is a bug. */
export function named<Value>(members: Readonly<Record<string, Value>>, name: string): Value {
  const member = Object.hasOwn(members, name) ? members[name] : undefined
  if (member === undefined) throw new Error(`Parsed terms have no member "${name}".`)
  return member
}

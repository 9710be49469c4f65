import { minorDigits } from '../kernel/money/money.ts'
import { timeProblems } from './time/time-problems.ts'
import { pathText } from './value/problem.ts'
import type { Problem } from './value/problem.ts'

type Step = string | number

/**
 * Finds names that terms refer to but do not hold, and amounts in a currency that is not the agreement's. It looks at
 * the source, which may be wrong in other ways too, so that one reading reports all problems together.
 */
export function referenceProblems(source: unknown): Problem[] {
  return [
    ...members(source, 'clocks').flatMap(([name, clock]) =>
      missing(source, { kind: 'calendars', at: ['clocks', name, 'calendar'], name: inside(clock, 'calendar') }),
    ),
    ...timeProblems(source),
    ...members(source, 'measures').flatMap(([name, measure]) => {
      const at = ['measures', name]
      const clocks = ['share.where.clock', 'mean.clock', 'percentile.clock', 'ageing.clock', 'backlogDays.clock']
      const named = clocks.flatMap((path) => {
        const steps = path.split('.')
        return missing(source, { kind: 'clocks', at: [...at, ...steps], name: inside(measure, ...steps) })
      })
      const cases = listed(inside(measure, 'share', 'where', 'cases')).flatMap((one, index) => {
        const steps = [...at, 'share', 'where', 'cases', index, 'clock']
        return missing(source, { kind: 'clocks', at: steps, name: inside(one, 'clock') })
      })
      const windows = { kind: 'calendars', at: [...at, 'availability', 'windows'] }
      const own = missing(source, { ...windows, name: inside(measure, 'availability', 'windows') })
      return [...named, ...cases, ...own]
    }),
    ...members(source, 'serviceLevels').flatMap(([name, level]) => levelProblems(source, name, level)),
    ...members(source, 'charges').flatMap(([name, charge]) => {
      const fx = inside(charge, 'fx', 'from')
      const currency = typeof fx === 'string' ? fx : inside(source, 'currency')
      return foreignAmounts(currency, ['charges', name], charge)
    }),
    ...members(inside(source, 'taxes'), 'charges').flatMap(([name]) =>
      missing(source, { kind: 'charges', at: ['taxes', 'charges', name], name }),
    ),
    ...members(source, 'indexation').flatMap(([name, clause]) =>
      listed(inside(clause, 'appliesTo')).flatMap((charge, index) =>
        missing(source, { kind: 'charges', at: ['indexation', name, 'appliesTo', index], name: charge }),
      ),
    ),
    ...missing(source, {
      kind: 'charges',
      at: ['credits', 'points', 'of', 'charge'],
      name: inside(source, 'credits', 'points', 'of', 'charge'),
    }),
  ]
}

function levelProblems(source: unknown, name: string, level: unknown): Problem[] {
  const at = ['serviceLevels', name]
  const charge = inside(level, 'credit', 'of', 'charge')
  const found = [
    ...missing(source, { kind: 'measures', at: [...at, 'measure'], name: inside(level, 'measure') }),
    ...missing(source, { kind: 'charges', at: [...at, 'credit', 'of', 'charge'], name: charge }),
    ...listed(inside(level, 'credit', 'of', 'charges')).flatMap((one, index) =>
      missing(source, { kind: 'charges', at: [...at, 'credit', 'of', 'charges', index], name: one }),
    ),
    ...needed(source, level, at),
  ]
  if (inside(level, 'credit') !== undefined && inside(source, 'credits') === undefined) {
    found.push({
      path: 'credits',
      message: `The level ${name} has a credit, and the terms do not say how credits are rounded or capped.`,
      mend: 'Add credits: { clause, rounding } and, where one is agreed, a cap.',
    })
  }
  return found
}

/** A form of credit that needs a word in the credits of the terms. */
function needed(source: unknown, level: unknown, at: Step[]): Problem[] {
  const needs = [
    { form: 'pool', word: 'pool', mend: 'Add credits.pool and credits.atRisk, such as "50 %" and "10 % of charges".' },
    { form: 'points', word: 'points', mend: 'Add credits.points: { of, table } with the credit for so many points.' },
  ]
  return needs
    .filter(
      ({ form, word }) => inside(level, 'credit', form) !== undefined && inside(source, 'credits', word) === undefined,
    )
    .map(({ form, word, mend }) => ({
      path: pathText([...at, 'credit', form]),
      message: `The credit has "${form}", and the credits of the terms have no "${word}".`,
      mend,
    }))
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function missing(source: unknown, reference: { kind: string; at: Step[]; name: unknown }): Problem[] {
  const { kind, at, name } = reference
  if (typeof name !== 'string') return []
  const known = members(source, kind).map(([member]) => member)
  if (known.includes(name)) return []
  const mend = known.length > 0 ? `Write one of: ${known.join(', ')}; or add it.` : `Add it under ${kind}.`
  return [{ path: pathText(at), message: `"${name}" is not among the ${kind}.`, mend }]
}

/** Amounts stand at any depth of a charge, always as texts that begin with the code of a currency. */
function foreignAmounts(currency: unknown, at: Step[], value: unknown): Problem[] {
  // Where the agreement's own currency is wrong, that is the one problem to tell.
  if (typeof currency !== 'string' || !isCurrency(currency)) return []
  if (typeof value === 'string') {
    const key = at.at(-1)
    const code = /^([A-Z]{3}) /.exec(value)?.[1]
    if (code === undefined || code === currency || !['amount', 'price', 'flat'].includes(String(key))) return []
    const message = `"${value}" is in ${code}, the agreement is in ${currency}.`
    return [{ path: pathText(at), message, mend: `Write the amount in ${currency}.` }]
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => foreignAmounts(currency, [...at, index], item))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => foreignAmounts(currency, [...at, key], item))
}

function isCurrency(code: string): boolean {
  try {
    minorDigits(code)
    return true
  } catch {
    return false
  }
}

function members(source: unknown, kind: string): [string, unknown][] {
  const holder = inside(source, kind)
  return typeof holder === 'object' && holder !== null && !Array.isArray(holder) ? Object.entries(holder) : []
}

function inside(value: unknown, ...path: string[]): unknown {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined
    current = (current as Record<string, unknown>)[key]
  }
  return current
}

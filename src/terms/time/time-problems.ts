import { pathText, type Problem } from '../value/problem.ts'
import { isFixed } from './target/target.ts'
import { TargetText } from './target/target-terms.ts'

type Members = readonly (readonly [name: string, value: unknown])[]

/**
 * Finds what is wrong between calendars, clocks and targets: names that are not there, circles, clocks that excuse
 * without a target of their own, and targets that do not say what a pause does. It looks at the source, which may be
 * wrong in other ways too.
 */
export function timeProblems(source: unknown): Problem[] {
  const [calendars, clocks] = [members(source, 'calendars'), members(source, 'clocks')]
  return [
    ...calendars.flatMap(([name, calendar]) =>
      ['both', 'either'].flatMap((how) =>
        unknownNames(calendars, ['calendars', name, how], listOf(inside(calendar, how))),
      ),
    ),
    ...circles(calendars, calendarParts, 'calendars', 'A calendar would be made of itself'),
    ...clocks.flatMap(([name, clock]) => excuseProblems(clocks, name, clock)),
    ...circles(clocks, excusingClocks, 'clocks', 'A clock would wait for itself'),
    ...members(source, 'measures').flatMap(([name, measure]) => pauseProblems(clocks, name, measure)),
    ...clocks.flatMap(([name, clock]) => missingPause(clock, inside(clock, 'within'), ['clocks', name, 'within'])),
  ]
}

function calendarParts(calendar: unknown): readonly string[] {
  return [...listOf(inside(calendar, 'both')), ...listOf(inside(calendar, 'either'))]
}

/** The clocks of the same item that this clock waits for, or that excuse it. */
function excusingClocks(clock: unknown): readonly string[] {
  const excuses = inside(clock, 'excusedBy')
  return Array.isArray(excuses) ? excuses.flatMap((excuse) => textOf(inside(excuse, 'clock')) ?? []) : []
}

function unknownNames(known: Members, at: readonly (string | number)[], names: readonly string[]): Problem[] {
  return names.flatMap((name, i) => {
    if (known.some(([member]) => member === name)) return []
    const mend = `Write one of: ${known.map(([member]) => member).join(', ')}.`
    return [{ path: pathText([...at, i]), message: `"${name}" is not among the ${String(at[0])}.`, mend }]
  })
}

function circles(
  all: Members,
  partsOf: (value: unknown) => readonly string[],
  kind: string,
  message: string,
): Problem[] {
  const parts = new Map(all.map(([name, value]) => [name, partsOf(value)]))
  const problems: Problem[] = []
  for (const [name] of all) {
    const circle = circleFrom(parts, name)
    // A circle is told once, at the first of its names.
    if (!circle || circle.some((other) => all.findIndex(([n]) => n === other) < all.findIndex(([n]) => n === name)))
      continue
    const way = [...circle, name].join(' → ')
    problems.push({ path: pathText([kind, name]), message: `${message}: ${way}.`, mend: 'Take one of these out.' })
  }
  return problems
}

/** The names on a way from a name back to it; undefined where there is none. */
function circleFrom(parts: ReadonlyMap<string, readonly string[]>, start: string): string[] | undefined {
  const seen = new Set<string>()
  const walk = (name: string, way: readonly string[]): string[] | undefined => {
    for (const part of parts.get(name) ?? []) {
      if (part === start) return [...way, name]
      if (seen.has(part)) continue
      seen.add(part)
      const found = walk(part, [...way, name])
      if (found) return found
    }
    return undefined
  }
  return walk(start, [])
}

function excuseProblems(clocks: Members, name: string, clock: unknown): Problem[] {
  return excusingClocks(clock).flatMap((other, i) => {
    const at = ['clocks', name, 'excusedBy', i, 'clock']
    const [found] = clocks.filter(([member]) => member === other)
    if (!found) {
      const mend = `Write one of: ${clocks.map(([member]) => member).join(', ')}.`
      return [{ path: pathText(at), message: `"${other}" is not among the clocks.`, mend }]
    }
    if (inside(found[1], 'within') !== undefined) return []
    return [
      {
        path: pathText(at),
        message: `Nothing says when ${other} is overdue.`,
        mend: `Write within, such as "2 business-hours", in the clock ${other}.`,
      },
    ]
  })
}

function pauseProblems(clocks: Members, name: string, measure: unknown): Problem[] {
  const where = inside(measure, 'share', 'where')
  const at = ['measures', name, 'share', 'where']
  const cases = anyListOf(inside(where, 'cases')).map((one, index) => ({
    one,
    steps: [...at, 'cases', index, 'within'],
  }))
  return [{ one: where, steps: [...at, 'within'] }, ...cases].flatMap(({ one, steps }) => {
    const [found] = clocks.filter(([member]) => member === inside(one, 'clock'))
    return found ? missingPause(found[1], inside(one, 'within'), steps) : []
  })
}

/** A due instant that is fixed at the start, held against a clock that can pause. */
function missingPause(clock: unknown, within: unknown, at: readonly (string | number)[]): Problem[] {
  const target = within === undefined ? undefined : TargetText.safeParse(within).data?.duration
  if (!target || !isFixed(target) || target.whilePaused !== undefined || !canPause(clock)) return []
  return [
    {
      path: pathText(at),
      message: 'The clock can pause, and nothing says what a pause does to this due instant.',
      mend: 'Add whilePaused: moves-by-open-time, or whilePaused: does-not-move.',
    },
  ]
}

function canPause(clock: unknown): boolean {
  const reopenings = [inside(clock, 'reopened'), ...anyListOf(inside(clock, 'reopenings'))]
  const excuses = anyListOf(inside(clock, 'excusedBy'))
  return (
    anyListOf(inside(clock, 'rests')).length > 0 ||
    anyListOf(inside(clock, 'transfers')).length > 0 ||
    reopenings.some((reopening) => inside(reopening, 'then') === 'resume') ||
    excuses.some((excuse) => inside(excuse, 'then') === 'moves')
  )
}

function members(source: unknown, kind: string): Members {
  const holder = inside(source, kind)
  return typeof holder === 'object' && holder !== null && !Array.isArray(holder) ? Object.entries(holder) : []
}

function anyListOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function listOf(value: unknown): readonly string[] {
  return anyListOf(value).flatMap((one) => textOf(one) ?? [])
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function inside(value: unknown, ...path: string[]): unknown {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined
    current = (current as Record<string, unknown>)[key]
  }
  return current
}

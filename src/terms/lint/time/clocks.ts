import { pathText } from '../../value/problem.ts'
import { namesIn } from '../credit/credited-levels.ts'
import { inside, listOf, members, textOf } from '../draft.ts'
import type { Draft, Found, Rule, Step } from '../draft.ts'

/** Rules about clocks and the events that they hear. */
export const clockRules: readonly Rule[] = [
  { rule: 'clock-nobody-can-stop', severity: 'wrong', find: nobodyCanStop },
  { rule: 'event-nobody-tells', severity: 'wrong', find: nobodyTells },
  { rule: 'rest-never-ends', severity: 'wrong', find: restNeverEnds },
  { rule: 'rest-of-the-provider', severity: 'risky', find: restOfOwner },
  { rule: 'reopening-unsaid', severity: 'ambiguous', find: reopeningUnsaid },
  { rule: 'acknowledgement-may-not-come', severity: 'risky', find: acknowledgementMayNotCome },
]

function isTold({ context }: Draft, names: readonly string[]): boolean {
  return context.emittedEvents === undefined || names.some((name) => context.emittedEvents?.includes(name))
}

function nobodyCanStop(draft: Draft): Found[] {
  return members(draft, 'clocks').flatMap(([name, clock]) => {
    const to = namesIn(inside(clock, 'runs', 'to'))
    const from = namesIn(inside(clock, 'runs', 'from'))
    const isSame = to.length > 0 && to.every((event) => from.includes(event))
    if (to.length === 0 || (!isSame && isTold(draft, to))) return []
    const events = to.map((event) => `"${event}"`).join(' or ')
    return [
      {
        at: ['clocks', name, 'runs', 'to'],
        what: isSame
          ? `The clock ${name} stops by the event that starts it.`
          : `No process tells ${events}: the clock ${name} cannot stop.`,
        why: 'Every item falls due and none is ever on time, or none is ever counted as finished.',
        example: `10 items finished in time: 0 of 10 by the clock ${name}.`,
        wording: 'Name the event by which the work is done.',
      },
    ]
  })
}

/** Any other event of the terms that no process tells. */
function nobodyTells(draft: Draft): Found[] {
  const { emittedEvents } = draft.context
  if (emittedEvents === undefined) return []
  const known = new Set(emittedEvents)
  return eventsIn(draft).flatMap(({ at, name }) => {
    const isStop = at[0] === 'clocks' && at[2] === 'runs' && at[3] === 'to'
    if (known.has(name) || isStop) return []
    return [
      {
        at,
        what: `No process tells the event "${name}".`,
        why: 'What waits for it never happens: nothing is counted, excused or charged by it.',
        example: `${pathText(at)} counts 0 items in every month.`,
        wording: `Write an event that is told, such as ${emittedEvents.slice(0, 4).join(', ')}.`,
      },
    ]
  })
}

const eventKeys = ['from', 'to', 'on', 'per', 'event', 'offered', 'answered', 'abandoned', 'completed', 'releasedBy']
const eventHolders = ['clocks', 'measures', 'charges']

function eventsIn(draft: Draft): { at: Step[]; name: string }[] {
  const found: { at: Step[]; name: string }[] = []
  const walk = (value: unknown, at: Step[]) => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      const place = [...at, Array.isArray(value) ? Number(key) : key]
      const isName = eventKeys.includes(key) && !['fx', 'promoters', 'fixed'].includes(String(at.at(-1)))
      if (isName && (typeof inner === 'string' || Array.isArray(inner))) {
        for (const name of namesIn(inner)) found.push({ at: place, name })
      } else if (key !== 'excusedBy') walk(inner, place)
    }
  }
  for (const kind of eventHolders) {
    for (const [name, value] of members(draft, kind)) walk(value, [kind, name])
  }
  return found
}

function restNeverEnds(draft: Draft): Found[] {
  return rests(draft).flatMap(({ name, at, from, to, owner }) => {
    const isSame = to.length > 0 && to.every((event) => from.includes(event))
    if (to.length === 0 || (!isSame && isTold(draft, to))) return []
    return [
      {
        at,
        what:
          `A rest of the clock ${name} never ends: ${to.map((event) => `"${event}"`).join(' or ')} is ` +
          `not told after it.`,
        why: `Once it began the time is that of ${owner} for ever, and the item can never be late.`,
        example: `An item that rests on its first day is on time after a year.`,
        wording: 'Name the event by which the rest ends.',
      },
    ]
  })
}

/** A rest of which the one who is measured is himself the owner. */
function restOfOwner(draft: Draft): Found[] {
  return rests(draft).flatMap(({ name, at, from, owner, measured }) => {
    if (owner !== measured) return []
    return [
      {
        at,
        what: `The clock ${name} rests while the ${owner} owns the time.`,
        why: 'Who is measured can stop his own clock.',
        example:
          `The ${owner} tells ${from.map((event) => `"${event}"`).join(' or ')} an hour before the ` +
          `item is due: it is never late.`,
        wording: `owner: ${owner === 'provider' ? 'client' : 'provider'}, or no rest`,
      },
    ]
  })
}

function rests(draft: Draft) {
  return members(draft, 'clocks').flatMap(([name, clock]) =>
    listOf(inside(clock, 'rests')).map((rest, index) => ({
      name,
      at: ['clocks', name, 'rests', index],
      from: namesIn(inside(rest, 'from')),
      to: namesIn(inside(rest, 'to')),
      owner: textOf(inside(rest, 'owner')) ?? '',
      measured: textOf(inside(clock, 'owner')) ?? 'provider',
    })),
  )
}

/** The process can reopen work, and the clock that measures its completion does not say what then holds. */
function reopeningUnsaid(draft: Draft): Found[] {
  const all = new Set([...(draft.context.emittedEvents ?? []), ...eventsIn(draft).map(({ name }) => name)])
  if (!all.has('reopened')) return []
  return members(draft, 'clocks').flatMap(([name, clock]) => {
    const heard = JSON.stringify([inside(clock, 'runs'), inside(clock, 'reopened'), inside(clock, 'reopenings')])
    const isLast = namesIn(inside(clock, 'runs', 'to')).includes('completed')
    if (!isLast || heard.includes('"reopened"')) return []
    return [
      {
        at: ['clocks', name],
        what: `Work can be reopened, and the clock ${name} does not say what then holds.`,
        why: 'The first completion may count, the clock may go on, or begin again.',
        example: 'Completed in 6 of 8 hours, reopened for 4 hours: in time, late by 2 hours, or 4 of 8 hours anew.',
        wording: 'reopened: { on: reopened, then: resume }',
      },
    ]
  })
}

function acknowledgementMayNotCome(draft: Draft): Found[] {
  return members(draft, 'clocks').flatMap(([name, clock]) =>
    listOf(inside(clock, 'transfers')).flatMap((transfer, index) => {
      if (inside(transfer, 'elseAfter') !== undefined) return []
      const to = textOf(inside(transfer, 'to')) ?? 'the other'
      return [
        {
          at: ['clocks', name, 'transfers', index],
          what: `Work of the clock ${name} passes to ${to} only when it is acknowledged.`,
          why: 'Who never acknowledges never owns a minute.',
          example: `Handed over on Monday, taken up on Thursday: three days are the provider's.`,
          wording: 'elseAfter: 4 business-hours',
        },
      ]
    }),
  )
}

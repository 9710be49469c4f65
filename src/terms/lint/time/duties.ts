import { namesIn } from '../credit/credited-levels.ts'
import { inside, listOf, members, textOf } from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'

/** Rules about what the client owes. */
export const dutyRules: readonly Rule[] = [
  { rule: 'duty-without-clock', severity: 'risky', find: withoutClock },
  { rule: 'duty-not-measured', severity: 'note', find: notMeasured },
]

/** The provider's clock rests for the client, and no clock says how long the client may take. */
function withoutClock(draft: Draft): Found[] {
  const clocks = members(draft, 'clocks')
  const duties = clocks
    .filter(([, clock]) => inside(clock, 'owner') === 'client')
    .flatMap(([, clock]) => namesIn(inside(clock, 'runs', 'from')))
  return clocks.flatMap(([name, clock]) =>
    listOf(inside(clock, 'rests')).flatMap((rest, index) => {
      const from = namesIn(inside(rest, 'from'))
      if (inside(rest, 'owner') !== 'client' || from.some((event) => duties.includes(event))) return []
      return [
        {
          at: ['clocks', name, 'rests', index],
          what: `The client's answer is waited for, and no clock measures it.`,
          why: 'The provider is excused for as long as it takes, and nobody sees who is slow.',
          example:
            `A question of ${from.map((event) => `"${event}"`).join(' or ')} open for 30 days: the ` +
            `item is in time, the customer waits.`,
          wording:
            `client-answer: { owner: client, runs: { from: ${from[0] ?? ''}, to: ` +
            `${namesIn(inside(rest, 'to'))[0] ?? ''} } }`,
        },
      ]
    }),
  )
}

/** A duty with a clock on which no level rests. */
function notMeasured(draft: Draft): Found[] {
  const measured = new Set(
    members(draft, 'measures').flatMap(([, measure]) =>
      ['share', 'mean', 'percentile'].flatMap((kind) => [
        textOf(inside(measure, kind, 'where', 'clock')) ?? '',
        textOf(inside(measure, kind, 'clock')) ?? '',
      ]),
    ),
  )
  return members(draft, 'clocks').flatMap(([name, clock]) => {
    if (inside(clock, 'owner') !== 'client' || measured.has(name)) return []
    return [
      {
        at: ['clocks', name],
        what: `The client's duty ${name} has a clock, and no measure.`,
        why: 'It can excuse the provider item by item, and is in no statement.',
        example: `Half of all answers late: no figure of the statement tells it.`,
        wording: `A measure of the clock ${name}, and a key measurement that reports it.`,
      },
    ]
  })
}

import { formatDecimal } from '../../../kernel/money/decimal.ts'
import { fraction, roundFraction } from '../../../kernel/money/fraction.ts'
import { compareRatio } from '../../value/percent.ts'
import { inside, members, percentOf, textOf } from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'

/** Rules about what a measure counts. */
export const countingRules: readonly Rule[] = [
  { rule: 'no-minimum-sample', severity: 'risky', find: noMinimumSample },
  { rule: 'backlog-can-hide', severity: 'risky', find: backlogCanHide },
  { rule: 'abandoned-not-counted', severity: 'risky', find: abandonedNotCounted },
  { rule: 'average-of-percentages', severity: 'ambiguous', find: averageOfPercentages },
]

/** The levels that rest on a measure, with the percentage that each expects. */
function levelsOn(draft: Draft, measure: string) {
  return members(draft, 'serviceLevels').flatMap(([id, level]) => {
    const expected = percentOf(inside(level, 'expected'))
    return inside(level, 'measure') === measure && expected ? [{ id, level, expected }] : []
  })
}

/** One late item decides a month with few of them. */
function noMinimumSample(draft: Draft): Found[] {
  return members(draft, 'measures').flatMap(([name, measure]) => {
    if (inside(measure, 'minimumSample') !== undefined || inside(measure, 'share') === undefined) return []
    return levelsOn(draft, name)
      .slice(0, 1)
      .flatMap(({ id, expected }) => {
        // With as many items as this one miss is still within what is expected.
        let items = 1
        while (items < 10_000 && compareRatio(items - 1, items, expected) < 0) items += 1
        if (items < 2 || items === 10_000) return []
        const few = items - 1
        const reached = formatDecimal(roundFraction(fraction(BigInt(few - 1) * 100n, BigInt(few)), 2, 'half-up'))
        return [
          {
            at: ['measures', name],
            what: `${id} has no rule for a month with few items.`,
            why: `Below ${items} items a single miss fails ${formatDecimal(expected)} %, however good the work was.`,
            example: `1 late of ${few}: ${reached} %, missed. With one miss allowed: met.`,
            wording: `minimumSample: { items: ${items}, below: allow-one-miss }`,
          },
        ]
      })
  })
}

function backlogCanHide(draft: Draft): Found[] {
  return members(draft, 'measures').flatMap(([name, measure]) => {
    if (inside(measure, 'population') !== 'closed-in-period') return []
    const level = levelsOn(draft, name)[0]
    const held = level ? `, held against ${formatDecimal(level.expected)} % of ${level.id}` : ''
    return [
      {
        at: ['measures', name, 'population'],
        what: 'Only what was finished in the month counts.',
        why: 'Late work that stays open is in no month: it pays to leave it and to do new work first.',
        example: `90 in time and 10 late ones left open: 100 %; by what fell due in the month: 90 %${held}.`,
        wording: 'population: due-in-period',
      },
    ]
  })
}

function abandonedNotCounted(draft: Draft): Found[] {
  return members(draft, 'measures').flatMap(([name, measure]) => {
    const isBlind = inside(measure, 'answered', 'formula') === 'F2'
    const clock = textOf(inside(measure, 'share', 'where', 'clock')) ?? ''
    const to = JSON.stringify(inside(draft.source, 'clocks', clock, 'runs', 'to') ?? '')
    const cancelled = JSON.stringify(inside(draft.source, 'clocks', clock, 'cancelled') ?? '')
    const isCancelled = /answer|pick/i.test(to) && /abandon|hung|hang/i.test(cancelled)
    if (!isBlind && !isCancelled) return []
    return [
      {
        at: isBlind ? ['measures', name, 'answered', 'formula'] : ['measures', name, 'share'],
        what: 'Calls that nobody answered do not count.',
        why: 'The longer callers wait the more of them hang up, and the better the result.',
        example: '80 of 85 answered calls in time, 15 abandoned: 94.12 % of answered calls, 80.00 % of all of them.',
        wording: 'formula: F4 (abandoned later than the threshold counts against the level)',
      },
    ]
  })
}

/** Words such as "average of the daily percentages", where the terms roll up by volume. */
function averageOfPercentages(draft: Draft): Found[] {
  const named = [...members(draft, 'measures'), ...members(draft, 'serviceLevels')]
  return named.flatMap(([name, value]) => {
    const label = textOf(inside(value, 'label')) ?? textOf(inside(value, 'name')) ?? ''
    if (!/\b(average|mean)\b/i.test(label) || !/(percent|%|daily|weekly|each (day|week)|attainment)/i.test(label))
      return []
    const kind = inside(draft.source, 'measures', name) === undefined ? 'serviceLevels' : 'measures'
    return [
      {
        at: [kind, name],
        what: `"${label}" speaks of an average, and the terms count by volume.`,
        why: 'The average of percentages gives a quiet day the weight of a busy one.',
        example: '10 of 10 on one day and 60 of 90 on another: 83.33 % as an average of days, 70.00 % by volume.',
        wording: 'Name it for what is counted: the share of all items of the month.',
      },
    ]
  })
}

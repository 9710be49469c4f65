import { compareDecimal, formatDecimal } from '../../../kernel/money/decimal.ts'
import { exampleBase, inside, money, shareOf } from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'
import { creditedLevels, eventsOfLevel, sumOf, worstShare } from './credited-levels.ts'

/** Rules about one failure that several levels count. */
export const incidentRules: readonly Rule[] = [{ rule: 'same-failure-twice', severity: 'ambiguous', find: twice }]

/** Two levels with credits measure work from the same event, and nothing is said about one cause that fails both. */
function twice(draft: Draft): Found[] {
  if (inside(draft.source, 'credits', 'sameIncident') !== undefined) return []
  const measured = creditedLevels(draft).flatMap((level) => {
    const events = eventsOfLevel(draft, level.level)
    return events ? [{ level, from: events.from }] : []
  })
  const found = measured.flatMap((one, index) => {
    const other = measured.slice(index + 1).find(({ from }) => from.some((name) => one.from.includes(name)))
    return other ? [[one.level, other.level] as const] : []
  })
  const [pair] = found
  if (!pair) return []
  const shares = pair.flatMap((level) => worstShare(level) ?? [])
  const [first, second] = shares
  const largest = first && second && compareDecimal(first, second) < 0 ? second : first
  const { base, name } = exampleBase(draft, inside(pair[0].credit, 'of'))
  const both = money(draft, shareOf(base, sumOf(shares)))
  const one = largest ? money(draft, shareOf(base, largest)) : 'one of them'
  const ids = pair.map(({ id }) => id).join(' and ')
  const text = shares.map((share) => `${formatDecimal(share)} %`).join(' and ')
  return [
    {
      at: ['credits'],
      what: `${ids} measure the same work, and it is not said what one cause that fails both is credited.`,
      why: 'One outage can fail several levels: each may earn its credit, the largest alone, or the client chooses.',
      example: `${ids} at their worst (${text}) of ${name}: ${both} together, or ${one} where only the largest counts.`,
      wording: 'sameIncident: { fact: incident, take: largest }',
    },
  ]
}

import { compareFractions } from '../../kernel/money/fraction.ts'
import type { Fraction } from '../../kernel/money/fraction.ts'
import type { CreditTerms } from './credit-terms.ts'

/** A credit of a level, and the incidents each of which made it fail: without its items the level would be met. */
export type Incidental = { readonly id: string; readonly minor: Fraction; readonly incidents: readonly string[] }

/** Why a credit is not paid: another level's credit stands for the same incident. */
export type Waiver = { readonly incident: string; readonly taken: string; readonly isChosen: boolean }

/**
 * One incident that fails several levels earns one credit where the agreement says so: the largest, or the one that the
 * client chose; until it has chosen the largest stands. Of equal credits the level whose id comes first is taken.
 * @param chosen the level that the client chose for an incident
 * @returns for each credit that is waived, by the id of its level, the reason
 */
export function waivedCredits(
  rule: CreditTerms['sameIncident'],
  credits: readonly Incidental[],
  chosen: ReadonlyMap<string, string>,
): Map<string, Waiver> {
  const waived = new Map<string, Waiver>()
  if (!rule || rule.take === 'all') return waived
  const incidents = [...new Set(credits.flatMap((credit) => credit.incidents))].sort((a, b) => (a < b ? -1 : 1))
  for (const incident of incidents) {
    const hit = credits.filter((credit) => credit.incidents.includes(incident) && !waived.has(credit.id))
    const choice = rule.take === 'largest' ? undefined : hit.find(({ id }) => id === chosen.get(incident))
    const taken = choice ?? largestOf(hit)
    for (const { id } of hit) {
      if (id !== taken?.id) waived.set(id, { incident, taken: taken?.id ?? '', isChosen: choice !== undefined })
    }
  }
  return waived
}

function largestOf(credits: readonly Incidental[]): Incidental | undefined {
  return credits.reduce<Incidental | undefined>(
    (best, one) => (best === undefined || compareFractions(one.minor, best.minor) > 0 ? one : best),
    undefined,
  )
}

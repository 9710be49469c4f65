import type { MonthResult } from '../month-result.ts'
import type { Statement } from '../statement.ts'

/** What a later month needs of a statement: it is read off the statement alone, so a closed month stays as it was. */
export function monthResultOf(statement: Statement): MonthResult {
  const levels = statement.serviceLevels.map(({ id, state, numerator, denominator, earned, used = [] }) => {
    const credit = statement.credits.find((line) => line.id === id)
    const level = {
      state,
      numerator,
      denominator,
      earned: earned === true || credit !== undefined,
      creditMinor: BigInt(credit?.heldMinor ?? credit?.amountMinor ?? 0),
      isHeld: credit?.heldMinor !== undefined,
      isRepeat: credit?.isRepeat === true,
      used,
    }
    return [id, level] as const
  })
  const charges = statement.charges.map(({ id, amountMinor, units = 0, chargedUnits = units }) => {
    return [id, { minor: BigInt(amountMinor), units, chargedUnits }] as const
  })
  return {
    month: statement.period.month,
    levels: Object.fromEntries(levels),
    charges: Object.fromEntries(charges),
    chargesMinor: BigInt(statement.totals.chargesMinor),
    creditsMinor: BigInt(statement.totals.creditsMinor),
    lapsed: (statement.earnBack ?? [])
      .filter(({ outcome }) => outcome === 'lapsed')
      .map(({ id, ofMonth, amountMinor }) => ({ id, ofMonth, paidMinor: BigInt(-amountMinor) })),
  }
}

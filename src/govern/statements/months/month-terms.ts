import { findAgreedTerms } from '../../../contract/agreements/agreed-terms.ts'
import { noAgreedTerms } from '../../../contract/agreements/commands.ts'
import type { AgreedTerms } from '../../../contract/agreements/model.ts'
import type { Context } from '../../../kernel/handler.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { daysInMonth, twoDigits } from '../../../kernel/time/civil-date.ts'

/**
 * The agreed terms under which a month is settled: those in force on its first day or, in the month in which the first
 * agreement takes effect, that agreement's. Undefined where none is in force before the month ends.
 */
export async function termsOfMonth(tx: Tx, engagementId: string, month: string): Promise<AgreedTerms | undefined> {
  const first = await findAgreedTerms(tx, engagementId, `${month}-01`)
  if (first !== undefined || (await termsAtEndOf(tx, engagementId, month)) === undefined) return first
  for (let day = 2; day <= lastDay(month); day += 1) {
    const begun = await findAgreedTerms(tx, engagementId, `${month}-${twoDigits(day)}`)
    if (begun !== undefined) return begun
  }
  throw new Error(`Terms are in force at the end of ${month} and begin on none of its days.`)
}

/** The agreed terms of a month, or the refusal that says what to do. */
export async function requireTermsOf({ tx, engagementId }: Context, month: string): Promise<AgreedTerms> {
  const agreed = await termsOfMonth(tx, engagementId, month)
  if (agreed !== undefined) return agreed
  throw noAgreedTerms.because(
    `No agreement of both parties is in force in ${month}. Sign one, or ask for a later month.`,
  )
}

/** The terms in force on the last day of a month: undefined means that no month up to this one has any. */
export function termsAtEndOf(tx: Tx, engagementId: string, month: string): Promise<AgreedTerms | undefined> {
  return findAgreedTerms(tx, engagementId, `${month}-${lastDay(month)}`)
}

function lastDay(month: string): number {
  return daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)))
}

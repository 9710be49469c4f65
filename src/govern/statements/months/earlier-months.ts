import { findFirstAgreedDay } from '../../../contract/agreements/agreed-terms.ts'
import type { Context } from '../../../kernel/handler.ts'
import { parseCanonical } from '../../../kernel/record/format/canonical.ts'
import { parseTerms, type Terms } from '../../../terms/model.ts'
import { monthNumber, monthOfNumber } from '../../../terms/month-result.ts'
import type { Statement } from '../../../terms/statement.ts'
import { earlierMonthOpen } from '../commands.ts'
import { requireTermsOf } from './month-terms.ts'
import type { EarlierMonth } from '../settling/settling.ts'
import * as store from '../store.ts'

type Frozen = Extract<EarlierMonth, { isOpen: false }>

/**
 * The months since the first agreed terms, before a month that looks back at them, as both parties agreed them. Refuses
 * where one of them is not agreed yet: what a month owes does not change when an earlier one is closed after it.
 */
export async function closedEarlier(context: Context, month: string): Promise<Frozen[]> {
  const months = await monthsBefore(context, month)
  const agreed = await frozenMonths(context, month, ['agreed'])
  const open = months.find((one) => !agreed.has(one))
  if (open !== undefined) {
    throw earlierMonthOpen.because(
      `The terms of ${month} look back at earlier months, and ${open} is not agreed by both. Close ${open} first.`,
    )
  }
  return frozenOf(context, [...agreed.values()])
}

/** The same months as they stand: those that are open are derived first, so what is shown is provisional. */
export async function earlierNow(context: Context, month: string): Promise<EarlierMonth[]> {
  const frozen = await frozenMonths(context, month, ['agreed', 'drafted'])
  const kept = new Map((await frozenOf(context, [...frozen.values()])).map((one) => [one.month, one]))
  const found: EarlierMonth[] = []
  for (const one of await monthsBefore(context, month)) {
    const closed = kept.get(one)
    if (closed !== undefined) found.push(closed)
    else {
      const { termsHash, terms } = await requireTermsOf(context, one)
      found.push({ isOpen: true, month: one, termsHash, terms: parseTerms(terms) })
    }
  }
  return found
}

/** The statements that a draft says it looked back at. */
export async function frozenEarlier(context: Context, hashes: readonly string[]): Promise<Frozen[]> {
  const drafts = await store.draftsOf(context.tx, context.engagementId, hashes)
  if (drafts.length !== hashes.length) throw new Error('A statement that a later one looked back at is not kept.')
  return frozenOf(context, drafts)
}

/** From the month in which the first agreed terms begin up to, not including, a month. */
async function monthsBefore({ tx, engagementId }: Context, month: string): Promise<string[]> {
  const first = await findFirstAgreedDay(tx, engagementId)
  if (first === undefined) return []
  const from = monthNumber(first.slice(0, 7))
  return Array.from({ length: Math.max(0, monthNumber(month) - from) }, (_, index) => monthOfNumber(from + index))
}

/** More months than any engagement has. */
const monthsMax = 1_200

/** Newest drafts of months in one of these states, by month, the oldest first. */
async function frozenMonths({ tx, engagementId }: Context, before: string, states: readonly string[]) {
  const closings = await store.closingsBefore(tx, engagementId, before, monthsMax)
  const found = closings.flatMap(({ month, state, draft }) =>
    draft !== undefined && states.includes(state) ? [[month, draft] as const] : [],
  )
  return new Map(found.toReversed())
}

async function frozenOf({ tx, engagementId }: Context, drafts: readonly store.KeptDraft[]): Promise<Frozen[]> {
  const terms = new Map<string, Terms>()
  for (const { termsHash } of drafts) {
    if (terms.has(termsHash)) continue
    const bytes = await store.findTerms(tx, engagementId, termsHash)
    if (bytes === undefined) throw new Error(`The terms ${termsHash} of a draft are not kept.`)
    terms.set(termsHash, parseTerms(parseCanonical(bytes)))
  }
  return drafts.map(({ month, termsHash, statementHash, bytes }): Frozen => {
    const found = terms.get(termsHash)
    if (found === undefined) throw new Error(`The terms ${termsHash} of a draft are not kept.`)
    const statement = parseCanonical(bytes) as unknown as Statement
    return { isOpen: false, month, termsHash, terms: found, statementHash, statement }
  })
}

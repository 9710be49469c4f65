import { findAgreedTerms } from '../../../contract/agreements/agreed-terms.ts'
import type { Context } from '../../../kernel/handler.ts'
import { cursorOf, positionOf } from '../../../kernel/paging.ts'
import { parseCanonical } from '../../../kernel/record/format/canonical.ts'
import { localDateOf, monthBounds } from '../../../kernel/time/zone.ts'
import { parseTerms } from '../../../terms/model.ts'
import type { Statement } from '../../../terms/statement.ts'
import { lastReceivedBefore } from '../settling/history-store.ts'
import { Month, type MonthCard } from '../model.ts'
import { termsAtEndOf } from './month-terms.ts'
import * as store from '../store.ts'

const afterEveryMonth = '9999-99'

/**
 * Months of an engagement, newest first: those ever drafted, those in which work items were received under agreed
 * terms, and the current one. The cursor is the last month of the page before.
 */
export async function monthPage(context: Context, cursor: string | undefined, limit: number) {
  const [last] = positionOf(cursor, 1)
  const before = Month.safeParse(last).data ?? afterEveryMonth
  const drafted = await store.closingsBefore(context.tx, context.engagementId, before, limit + 1)
  const cards = new Map(drafted.map((closed) => [closed.month, cardOf(closed)]))
  for (const month of await openMonths(context, before, limit + 1)) {
    if (!cards.has(month)) cards.set(month, openCard(month))
  }
  const found = [...cards.values()].sort((left, right) => (left.month < right.month ? 1 : -1))
  const page = found.slice(0, limit)
  const approvals = await approvalsOf(context, drafted)
  const rows = page.map((card) => ({ ...card, approvals: approvals.filter((one) => one.month === card.month) }))
  return { rows, nextCursor: found.length > limit ? cursorOf(page.slice(-1).map(({ month }) => month)) : null }
}

async function approvalsOf(context: Context, closed: readonly store.ClosedMonth[]) {
  const drafts = closed.flatMap(({ draft }) => (draft === undefined ? [] : [draft]))
  return drafts.length === 0 ? [] : store.approvalsOf(context.tx, context.engagementId, drafts)
}

/** The current month and the months with work items, as far back as terms are in force. */
async function openMonths(context: Context, before: string, most: number): Promise<string[]> {
  const { tx, engagementId, now } = context
  const agreed = await findAgreedTerms(tx, engagementId, now)
  if (agreed === undefined) return []
  const { zone } = parseTerms(agreed.terms)
  const current = localDateOf(now, zone).slice(0, 7)
  const months = current < before ? [current] : []
  let month = current < before ? current : before
  while (months.length < most) {
    const receivedAt = await lastReceivedBefore(tx, engagementId, monthBounds(month, zone).from)
    if (receivedAt === undefined) break
    month = localDateOf(receivedAt, zone).slice(0, 7)
    if ((await termsAtEndOf(tx, engagementId, month)) === undefined) break
    months.push(month)
  }
  return months
}

type Card = Omit<MonthCard, 'approvals'>

function openCard(month: string): Card {
  return { month, state: 'open', statementHash: null, totals: null, draftedAt: null, agreedAt: null }
}

function cardOf({ month, state, agreedAt, draft }: store.ClosedMonth): Card {
  if (draft === undefined) return { ...openCard(month), state }
  const { currency, totals } = parseCanonical(draft.bytes) as unknown as Statement
  const { chargesMinor, creditsMinor, netMinor } = totals
  return {
    month,
    state,
    statementHash: draft.statementHash,
    totals: { currency, chargesMinor, creditsMinor, netMinor },
    draftedAt: draft.draftedAt,
    agreedAt,
  }
}

import { findAgreedTerms } from '../../contract/agreements/agreed-terms.ts'
import { signAgreement } from '../../contract/agreements/commands.ts'
import { answerWorkItem } from '../../deliver/work-items/commands.ts'
import { authorise } from '../../kernel/access/authorising.ts'
import type { Membership, Principal } from '../../kernel/access/model.ts'
import type { Declaration } from '../../kernel/command.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { parseCanonical } from '../../kernel/record/format/canonical.ts'
import { twoDigits } from '../../kernel/time/civil-date.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'
import { localDateOf, monthBounds } from '../../kernel/time/zone.ts'
import { parseTerms } from '../../terms/model.ts'
import type { Statement } from '../../terms/statement.ts'
import { approveStatement, draftStatement } from '../statements/commands.ts'
import type { Signatory } from '../statements/model.ts'
import type { Decision } from './model.ts'
import * as store from './store.ts'

/** Somebody's part in one engagement, and when they ask. */
export interface Seat {
  readonly engagementId: string
  readonly name: string
  readonly principal: Principal
  readonly membership: Membership
  readonly now: EpochMillis
}

/** How far back a month that nobody froze is still held out to be decided. */
const monthsBack = 13

/** The commands by which something that waits is decided: who may send one is asked to. */
const deciding = [approveStatement, draftStatement, signAgreement, answerWorkItem]

export function mayDecideAnything(seat: Seat): boolean {
  return deciding.some((declaration) => may(seat, declaration))
}

/** What waits for somebody in one engagement, inside a transaction of it. */
export async function decisionsIn(tx: Tx, seat: Seat): Promise<Decision[]> {
  const { party } = seat.membership
  if (party === 'neither') return []
  const found = await Promise.all([
    may(seat, approveStatement) ? statementsToApprove(tx, seat, party) : [],
    may(seat, draftStatement) ? statementsToDraft(tx, seat) : [],
    may(seat, signAgreement) ? agreementsToSign(tx, seat, party) : [],
    may(seat, answerWorkItem) && party === 'client' ? questionsToAnswer(tx, seat) : [],
  ])
  return found.flat()
}

function may({ principal, membership }: Seat, declaration: Pick<Declaration, 'allow'>): boolean {
  return authorise(declaration, principal, membership) === undefined
}

async function statementsToApprove(tx: Tx, seat: Seat, party: Signatory): Promise<Decision[]> {
  const drafts = await store.draftsToApprove(tx, seat.engagementId, party)
  return drafts.map(({ month, content, draftedAt, approvedBy }) => {
    const { currency, totals } = parseCanonical(content) as unknown as Statement
    const { chargesMinor, creditsMinor, netMinor } = totals
    return {
      ...placed(seat, `/govern/statement?month=${month}`),
      kind: 'statement-to-approve',
      askedBy: approvedBy,
      since: draftedAt,
      month,
      totals: { currency, chargesMinor, creditsMinor, netMinor },
      last: approvedBy !== null,
    }
  })
}

async function statementsToDraft(tx: Tx, seat: Seat): Promise<Decision[]> {
  const { engagementId, now } = seat
  const [agreed, first] = await Promise.all([
    findAgreedTerms(tx, engagementId, now),
    store.firstEffective(tx, engagementId),
  ])
  if (agreed === undefined || first === undefined) return []
  const { zone } = parseTerms(agreed.terms)
  const ended = monthsBefore(localDateOf(now, zone).slice(0, 7), monthsBack)
    .filter((month) => month >= first.slice(0, 7))
    .map((month) => ({ month, ...monthBounds(month, zone) }))
  const open = await store.monthsToDraft(tx, engagementId, ended)
  return open.map(({ month, rejectedAt, rejectedBy }) => ({
    ...placed(seat, `/govern/statement?month=${month}`),
    kind: 'statement-to-draft',
    askedBy: rejectedBy,
    since: rejectedAt ?? monthBounds(month, zone).to,
    month,
  }))
}

async function agreementsToSign(tx: Tx, seat: Seat, party: Signatory): Promise<Decision[]> {
  const papers = await store.agreementsToSign(tx, seat.engagementId, party)
  return papers.map(({ agreementId, title, author, since, amends, isSigned }) => ({
    ...placed(seat, `/contract/terms?paper=${agreementId}`),
    kind: 'agreement-to-sign',
    askedBy: author,
    since,
    agreementId,
    title,
    amends,
    last: isSigned,
  }))
}

async function questionsToAnswer(tx: Tx, seat: Seat): Promise<Decision[]> {
  const questions = await store.questionsToClient(tx, seat.engagementId)
  if (questions === undefined) return []
  const { items, reference, since } = questions
  const page = items === 1 ? `/i/${encodeURIComponent(reference)}` : '/deliver/items?state=asked'
  return [{ ...placed(seat, page), kind: 'questions-to-answer', askedBy: 'provider', since, items, reference }]
}

function placed({ engagementId, name }: Seat, page: string) {
  return { engagementId, engagement: name, address: `/e/${engagementId}${page}` }
}

/** The months before one, newest first: '2026-01', 2 is 2025-12 and 2025-11. */
export function monthsBefore(month: string, many: number): string[] {
  const number = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1
  return Array.from({ length: many }, (_, back) => {
    const one = number - 1 - back
    return `${Math.floor(one / 12)}-${twoDigits((one % 12) + 1)}`
  })
}

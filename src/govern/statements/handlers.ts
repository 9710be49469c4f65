import { bind, bindPrepared, type Bound, type Context } from '../../kernel/handler.ts'
import { encodeCanonical, parseCanonical } from '../../kernel/record/format/canonical.ts'
import { utf8Bytes } from '../../kernel/record/format/digest.ts'
import { findHead } from '../../kernel/record/store.ts'
import { formatInstant } from '../../kernel/time/instant.ts'
import { monthBounds } from '../../kernel/time/zone.ts'
import { looksBack } from '../../terms/settling/looking-back/looks-back.ts'
import { parseTerms } from '../../terms/model.ts'
import type { Statement } from '../../terms/statement.ts'
import { deriveInvoiceOf } from '../invoices/deriving.ts'
import { approve, draft, reject, type Closing } from './closing.ts'
import { approveStatement, draftStatement, monthNotOver, rejectStatement } from './commands.ts'
import type { Signatory } from './model.ts'
import { statementQueries } from './reading.ts'
import { sha256Hex } from './settling/desk.ts'
import { settler, type Settler } from './settling/settling.ts'
import { closedEarlier } from './months/earlier-months.ts'
import { requireTermsOf } from './months/month-terms.ts'
import * as store from './store.ts'

export interface StatementParts {
  /** Places the entries that wait for their place in the log. */
  readonly drain: (engagementId: string) => Promise<number>
  /** Set where people wait for answers: what takes a while to start is started beforehand. */
  readonly isServing?: boolean
}

export function statementHandlers(parts: StatementParts): readonly Bound[] {
  const settling = settler(parts.isServing)
  return [
    // What was committed before this moment counts, also where the sequencer has not come to it yet.
    bindPrepared(
      draftStatement,
      (caller) => parts.drain(caller.engagementId),
      (context, input) => draftMonth(settling, context, input.month),
    ),
    bind(approveStatement, approveMonth),
    bind(rejectStatement, rejectMonth),
    ...statementQueries(settling),
  ]
}

/**
 * Settling takes longer than anything else here, so the month is locked only afterwards, and decided on again: what
 * happened meanwhile to the month is seen, and what entered the record meanwhile stands after the tree size.
 */
async function draftMonth(settling: Settler, context: Context, month: string) {
  const { tx, engagementId } = context
  draft(await store.findClosing(tx, engagementId, month))
  const agreed = await requireTermsOf(context, month)
  const terms = parseTerms(agreed.terms)
  requireOver(context, month, terms.zone)
  const treeSize = (await findHead(tx, engagementId))?.treeSize ?? 0
  const earlier = looksBack(terms) ? await closedEarlier(context, month) : undefined
  const { termsHash } = agreed
  const derived = await settling.settle(tx, { engagementId, month, treeSize, termsHash, terms, earlier })
  const closing = await store.lockClosing(tx, engagementId, month)
  const { state, draftNo } = draft(closing)
  const frozen: store.Draft = {
    month,
    draftNo,
    draftedVersion: closing.version + 1,
    statementHash: derived.statementHash,
    bytes: derived.bytes,
    treeSize,
    agreementHash: agreed.sha256,
    termsHash,
    earlier: earlier?.map((one) => one.statementHash) ?? [],
    draftedBy: context.principal.id,
    draftedAt: context.now,
  }
  store.moveClosing(tx, engagementId, { month, state, version: frozen.draftedVersion, draftNo, agreedAt: null })
  store.insertDraft(tx, engagementId, frozen, encodeCanonical(agreed.terms))
  recordDraft(context, frozen, earlier !== undefined)
  const { statementHash, agreementHash } = frozen
  const totals = totalsOf(derived.statement)
  return { month, draft: draftNo, statementHash, agreementHash, termsHash, treeSize, totals }
}

/** Where the terms look back, the entry names the statements that the month follows from beside the events. */
function recordDraft(context: Context, frozen: store.Draft, isLookingBack: boolean): void {
  const { statementHash, month, termsHash, treeSize, agreementHash, earlier } = frozen
  context.record({
    type: 'statement-drafted',
    subject: subjectOf(month),
    subjectVersion: frozen.draftedVersion,
    rule: termsHash,
    body: {
      statementHash,
      month,
      termsHash,
      treeSize,
      agreementHash,
      ...(isLookingBack ? { earlier: [...earlier] } : {}),
    },
  })
}

function requireOver(context: Context, month: string, zone: string): void {
  const { to } = monthBounds(month, zone)
  if (context.now >= to) return
  throw monthNotOver.because(`${month} ends at ${formatInstant(to)} (midnight in ${zone}). Draft it after that.`)
}

async function approveMonth(context: Context, input: { readonly month: string; readonly statementHash: string }) {
  const { tx, engagementId, now, principal } = context
  const { month, statementHash } = input
  const closing = await store.lockClosing(tx, engagementId, month)
  const party = signatoryOf(context)
  const { state } = approve(closing, { statementHash, party, organisationId: principal.organisationId })
  const isAgreed = state === 'agreed'
  const by = { party, organisationId: principal.organisationId, principalId: principal.id, approvedAt: now }
  store.insertApproval(tx, engagementId, { month, draftNo: closing.draftNo, ...by })
  const version = closing.version + (isAgreed ? 2 : 1)
  store.moveClosing(tx, engagementId, { ...closing, state, version, agreedAt: isAgreed ? now : null })
  const subject = subjectOf(month)
  const approved = { statementHash, month, party }
  context.record({ type: 'statement-approved', subject, subjectVersion: closing.version + 1, body: approved })
  if (!isAgreed) return { month, state, statementHash, invoiceHash: null }
  context.record({ type: 'statement-agreed', subject, subjectVersion: version, body: { statementHash, month } })
  const invoiceHash = deriveInvoiceOf(context, await frozenStatement(context, closing), statementHash)
  return { month, state, statementHash, invoiceHash }
}

/** The statement as it was frozen: the bytes that were approved, not a new derivation. */
async function frozenStatement(context: Context, closing: Closing): Promise<Statement> {
  const frozen = await store.findDraft(context.tx, context.engagementId, closing.month, closing.draftNo)
  if (frozen === undefined || sha256Hex(frozen.bytes) !== frozen.statementHash) {
    throw new Error(`The stored draft ${closing.draftNo} of ${closing.month} does not have the hash it was kept under.`)
  }
  return parseCanonical(frozen.bytes) as unknown as Statement
}

async function rejectMonth(
  context: Context,
  input: { readonly month: string; readonly statementHash: string; readonly reason: string },
) {
  const { tx, engagementId, now } = context
  const { month, statementHash, reason } = input
  const closing = await store.lockClosing(tx, engagementId, month)
  const { state } = reject(closing, statementHash)
  const party = signatoryOf(context)
  const version = closing.version + 1
  store.moveClosing(tx, engagementId, { ...closing, state, version, agreedAt: null })
  store.rejectDraft(tx, engagementId, closing, { party, reason, rejectedAt: now })
  const body = { statementHash, month, party, reasonHash: sha256Hex(utf8Bytes(reason)) }
  context.record({ type: 'statement-rejected', subject: subjectOf(month), subjectVersion: version, body })
  return { month, state }
}

function subjectOf(month: string): string {
  return `statement/${month}`
}

/** The declarations let only members of the two parties in. */
function signatoryOf(context: Context): Signatory {
  const party = context.membership?.party
  if (party === 'client' || party === 'provider') return party
  throw new Error('A member of neither party came past the door.')
}

function totalsOf({ currency, totals }: Statement) {
  const { chargesMinor, creditsMinor, netMinor } = totals
  return { currency, chargesMinor, creditsMinor, netMinor }
}

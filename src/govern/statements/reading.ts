import { noAgreedTerms } from '../../contract/agreements/commands.ts'
import type { AgreedTerms } from '../../contract/agreements/model.ts'
import { bind, type Bound, type Context } from '../../kernel/handler.ts'
import { cursorOf, positionOf } from '../../kernel/paging.ts'
import { parseCanonical } from '../../kernel/record/format/canonical.ts'
import { utf8Bytes } from '../../kernel/record/format/digest.ts'
import { findHead } from '../../kernel/record/store.ts'
import { invalidInput } from '../../kernel/refusal.ts'
import { everyFigure, type EvidenceRow } from '../../terms/explanation.ts'
import { parseTerms } from '../../terms/model.ts'
import { statementCsv } from '../../terms/statement-csv.ts'
import type { Statement } from '../../terms/statement.ts'
import { noSuchFigure, statement, statementEvidence, statementFile, statements } from './commands.ts'
import { referencesOf } from './settling/history-store.ts'
import { monthPage } from './month-list.ts'
import { termsOfMonth } from './month-terms.ts'
import type { EvidenceItem } from './model.ts'
import type { Derived } from './settling/messages.ts'
import type { Basis, Settler } from './settling/settling.ts'
import * as store from './store.ts'

/** A month as it stands: where its figures come from, and the frozen statement where there is one. */
interface Standing {
  readonly basis: Basis
  readonly agreementHash: string
  readonly frozen: store.KeptDraft | undefined
}

export function statementQueries(settler: Settler): readonly Bound[] {
  return [
    bind(statement, (context, input) => statementOf(settler, context, input.month)),
    bind(statements, async (context, input) => monthPage(context, input.cursor, input.limit)),
    bind(statementEvidence, (context, input) => evidenceOf(settler, context, input)),
    bind(statementFile, async (context, input) => {
      const { derived } = await statementNow(settler, context, input.month)
      return input.format === 'json' ? derived.bytes : utf8Bytes(statementCsv(derived.statement))
    }),
  ]
}

async function statementOf(settler: Settler, context: Context, month: string) {
  const { tx, engagementId } = context
  const { standing, derived } = await statementNow(settler, context, month)
  const closing = await store.findClosing(tx, engagementId, month)
  const newest = await store.findDraft(tx, engagementId, month, closing.draftNo)
  const approvals = standing.frozen === undefined ? [] : await store.approvalsOf(tx, engagementId, [closing])
  const rejected = newest?.rejection ?? null
  return {
    month,
    state: closing.state,
    statementHash: derived.statementHash,
    agreementHash: standing.agreementHash,
    termsHash: standing.basis.termsHash,
    treeSize: standing.basis.treeSize,
    draft: standing.frozen?.draftNo ?? null,
    draftedAt: standing.frozen?.draftedAt ?? null,
    agreedAt: closing.state === 'agreed' ? (approvals.at(-1)?.approvedAt ?? null) : null,
    approvals,
    rejection: rejected === null || newest === undefined ? null : { statementHash: newest.statementHash, ...rejected },
    statement: derived.statement,
  }
}

/** The statement to show: the frozen bytes where there are some, else what the record gives now. */
async function statementNow(settler: Settler, context: Context, month: string) {
  const standing = await standingOf(context, month)
  const { frozen } = standing
  if (frozen === undefined) return { standing, derived: await settler.settle(context.tx, standing.basis) }
  const { bytes, statementHash } = frozen
  return { standing, derived: { bytes, statementHash, statement: parseCanonical(bytes) as unknown as Statement } }
}

async function standingOf(context: Context, month: string): Promise<Standing> {
  const { tx, engagementId } = context
  const closing = await store.findClosing(tx, engagementId, month)
  const frozen = closing.state === 'open' ? undefined : await requireDraft(context, month, closing.draftNo)
  if (frozen !== undefined) {
    const terms = parseTerms(parseCanonical(await requireTerms(context, frozen.termsHash)))
    const { treeSize, termsHash, agreementHash } = frozen
    return { basis: { engagementId, month, treeSize, termsHash, terms }, agreementHash, frozen }
  }
  const agreed = await requireTermsOf(context, month)
  const treeSize = (await findHead(tx, engagementId))?.treeSize ?? 0
  const terms = parseTerms(agreed.terms)
  return {
    basis: { engagementId, month, treeSize, termsHash: agreed.termsHash, terms },
    agreementHash: agreed.sha256,
    frozen: undefined,
  }
}

/** The agreed terms of a month, or the refusal that says what to do. */
export async function requireTermsOf(context: Context, month: string): Promise<AgreedTerms> {
  const agreed = await termsOfMonth(context.tx, context.engagementId, month)
  if (agreed !== undefined) return agreed
  throw noAgreedTerms.because(
    `No agreement of both parties is in force in ${month}. Sign one, or ask for a later month.`,
  )
}

async function requireDraft(context: Context, month: string, draftNo: number): Promise<store.KeptDraft> {
  const found = await store.findDraft(context.tx, context.engagementId, month, draftNo)
  if (found === undefined) throw new Error(`The draft ${draftNo} of ${month} is not kept.`)
  return found
}

async function requireTerms(context: Context, termsHash: string): Promise<Uint8Array> {
  const found = await store.findTerms(context.tx, context.engagementId, termsHash)
  if (found === undefined) throw new Error(`The terms ${termsHash} of a draft are not kept.`)
  return found
}

interface EvidenceAsked {
  readonly month: string
  readonly figureId: string
  readonly cursor?: string | undefined
  readonly limit: number
}

async function evidenceOf(settler: Settler, context: Context, asked: EvidenceAsked) {
  const standing = await standingOf(context, asked.month)
  const from = placeOf(asked.cursor, standing)
  const basis = { ...standing.basis, treeSize: from.treeSize }
  const derived = await settler.settle(context.tx, basis)
  requireSame(standing, derived)
  if (!everyFigure(derived.statement.figures).some((figure) => figure.id === asked.figureId)) {
    throw noSuchFigure.because(
      `The statement of ${asked.month} has no figure "${asked.figureId}"; its figures name theirs.`,
    )
  }
  const slice = { figureId: asked.figureId, from: from.row, to: from.row + asked.limit }
  const { count, rows } = await settler.evidence(context.tx, basis, slice)
  const end = from.row + rows.length
  const ids = [...new Set(rows.map((row) => row.workItemId))]
  const references = await referencesOf(context.tx, context.engagementId, ids)
  return {
    figureId: asked.figureId,
    count,
    statementHash: derived.statementHash,
    rows: rows.map((row) => itemOf(row, references.get(row.workItemId) ?? null)),
    nextCursor: end < count ? cursorOf([String(basis.treeSize), String(end)]) : null,
  }
}

/**
 * The cursor says from which entries the page before was derived, so that the pages of an open month fit together
 * while the record grows; once the month is frozen only the frozen statement is shown.
 */
function placeOf(cursor: string | undefined, standing: Standing): { readonly treeSize: number; readonly row: number } {
  const { treeSize } = standing.basis
  const [size, row] = positionOf(cursor, 2)
  if (size === undefined || row === undefined) return { treeSize, row: 0 }
  const place = { treeSize: Number(size), row: Number(row) }
  const isPlace = [place.treeSize, place.row].every((number) => Number.isSafeInteger(number) && number >= 0)
  const isFit = standing.frozen === undefined ? place.treeSize <= treeSize : place.treeSize === treeSize
  if (isPlace && isFit) return place
  throw invalidInput.because('cursor: it is not of this statement as it stands; ask again without one.')
}

/** What was frozen is what follows from its basis: anything else would be a different statement under the old hash. */
function requireSame(standing: Standing, derived: Derived): void {
  const { frozen, basis } = standing
  if (frozen === undefined || frozen.statementHash === derived.statementHash) return
  throw new Error(`The draft of ${basis.month} does not follow from the entries and terms it was derived from.`)
}

function itemOf(row: EvidenceRow, reference: string | null): EvidenceItem {
  return {
    workItemId: row.workItemId,
    reference,
    verdict: row.verdict,
    startedAt: row.startedAt ?? null,
    dueAt: row.dueAt ?? null,
    stoppedAt: row.stoppedAt ?? null,
    lateByOpenMillis: row.lateByOpenMillis ?? null,
    chargedAt: row.chargedAt ?? null,
    excludedBy: row.excludedBy ?? null,
  }
}

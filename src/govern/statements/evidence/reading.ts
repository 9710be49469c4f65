import type { Context } from '../../../kernel/handler.ts'
import { cursorOf, positionOf } from '../../../kernel/paging.ts'
import { invalidInput } from '../../../kernel/refusal.ts'
import type { TableFormat } from '../../../kernel/tables/table-file.ts'
import { everyFigure, type EvidenceRow, type Figure } from '../../../terms/explanation.ts'
import { noSuchFigure } from '../commands.ts'
import { evidenceFile } from '../files/evidence-file.ts'
import type { EvidenceItem } from '../model.ts'
import type { Basis, Settler } from '../settling/settling.ts'
import { referencesOf } from '../settling/history-store.ts'
import { requireSame, standingOf, type Standing } from '../standing.ts'
import { groupsOf } from './groups.ts'
import { countByValue, idsWithValue } from './store.ts'

interface FigureAsked {
  readonly month: string
  readonly figureId: string
  readonly by?: string | undefined
  readonly is?: string | undefined
}

interface PageAsked extends FigureAsked {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** A page of the rows behind a figure. */
export async function evidenceOf(settler: Settler, context: Context, asked: PageAsked) {
  const standing = await standingOf(context, asked.month)
  const from = placeOf(asked.cursor, standing)
  const basis = { ...standing.basis, treeSize: from.treeSize }
  const { statementHash } = await requireFigure(settler, context, standing, basis, asked)
  const { count, rows } = await slice(settler, context, basis, asked, { from: from.row, to: from.row + asked.limit })
  const end = from.row + rows.length
  return {
    figureId: asked.figureId,
    count,
    statementHash,
    rows: await itemsOf(context, rows),
    nextCursor: end < count ? cursorOf([String(basis.treeSize), String(end)]) : null,
  }
}

/** How the rows behind a figure fall into groups, as their items are now. */
export async function evidenceGroupsOf(settler: Settler, context: Context, asked: FigureAsked) {
  const standing = await standingOf(context, asked.month)
  await requireFigure(settler, context, standing, standing.basis, asked)
  const { count, rows } = await everyRow(settler, context, standing.basis, asked)
  // An item stands once behind a count of items, and as often as it was charged behind a count of events.
  const ids = new Set(rows.map((row) => row.workItemId))
  const counted = await countByValue(context.tx, context.engagementId, [...ids])
  return { count, rows: ids.size === count ? groupsOf(counted, count) : [] }
}

/** All rows behind a figure, as a table. */
export async function evidenceFileOf(
  settler: Settler,
  context: Context,
  asked: FigureAsked & { readonly format: TableFormat },
) {
  const standing = await standingOf(context, asked.month)
  const { figure } = await requireFigure(settler, context, standing, standing.basis, asked)
  const all = { from: 0, to: Number.MAX_SAFE_INTEGER }
  const { rows } = await slice(settler, context, standing.basis, asked, all)
  const items = await itemsOf(context, rows)
  const { agreement, zone } = standing.basis.terms
  return evidenceFile(
    { agreement, zone, month: asked.month, label: figure.label, figureId: figure.id },
    items,
    asked.format,
  )
}

async function requireFigure(
  settler: Settler,
  context: Context,
  standing: Standing,
  basis: Basis,
  asked: FigureAsked,
): Promise<{ readonly figure: Figure; readonly statementHash: string }> {
  const derived = await settler.settle(context.tx, basis)
  requireSame(standing, derived)
  const figure = everyFigure(derived.statement.figures).find(({ id }) => id === asked.figureId)
  if (figure !== undefined) return { figure, statementHash: derived.statementHash }
  throw noSuchFigure.because(
    `The statement of ${asked.month} has no figure "${asked.figureId}"; its figures name theirs.`,
  )
}

/** Some of the rows behind a figure: of all of them, or of those that have the value that was asked for. */
async function slice(
  settler: Settler,
  context: Context,
  basis: Basis,
  asked: FigureAsked,
  range: { readonly from: number; readonly to: number },
): Promise<{ readonly count: number; readonly rows: readonly EvidenceRow[] }> {
  const { by, is } = asked
  if (by === undefined) return settler.evidence(context.tx, basis, { figureId: asked.figureId, ...range })
  const { rows } = await everyRow(settler, context, basis, asked)
  const ids = [...new Set(rows.map((row) => row.workItemId))]
  const having = await idsWithValue(context.tx, context.engagementId, ids, { by, is })
  const kept = rows.filter((row) => having.has(row.workItemId))
  return { count: kept.length, rows: kept.slice(range.from, range.to) }
}

function everyRow(settler: Settler, context: Context, basis: Basis, { figureId }: FigureAsked) {
  return settler.evidence(context.tx, basis, { figureId, from: 0, to: Number.MAX_SAFE_INTEGER })
}

async function itemsOf(context: Context, rows: readonly EvidenceRow[]): Promise<EvidenceItem[]> {
  const ids = [...new Set(rows.map((row) => row.workItemId))]
  const references = await referencesOf(context.tx, context.engagementId, ids)
  return rows.map((row) => itemOf(row, references.get(row.workItemId) ?? null))
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

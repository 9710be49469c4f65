import type { EpochMillis } from '../kernel/time/instant.ts'

/**
 * What a figure counts in. `money` is a whole number of minor units of the statement's currency, `percent` a text such
 * as '88.4 %', `price` a text such as 'EUR 6.40', `amount` an exact text before rounding, `state` a word.
 */
export type FigureUnit = 'work-items' | 'events' | 'units' | 'money' | 'percent' | 'price' | 'amount' | 'state'

/**
 * A number of a statement and how it came about: the clause, a sentence with the real numbers, the figures it is made
 * of and, where it counts work items, their number and the digest of their ids.
 */
export type Figure = {
  readonly id: string
  readonly label: string
  readonly clause: string
  readonly value: string | number
  readonly unit: FigureUnit
  readonly formula: string
  readonly parts: readonly Figure[]
  /** The digest is SHA-256 over the sorted ids joined by line feeds, in lower-case hexadecimal. */
  readonly items?: { readonly count: number; readonly digest: string }
}

export type Verdict = 'on-time' | 'late' | 'excluded' | 'cancelled' | 'paused' | 'charged' | 'counted' | 'not-counted'

/** One work item behind a figure, with its clock. Instants that the clock does not have are left out. */
export type EvidenceRow = {
  readonly workItemId: string
  readonly verdict: Verdict
  readonly startedAt?: EpochMillis
  readonly dueAt?: EpochMillis
  readonly stoppedAt?: EpochMillis
  readonly lateByOpenMillis?: number
  readonly excludedBy?: { readonly event: string; readonly clause: string }
  readonly chargedAt?: EpochMillis
  /** The whole number by which the event is charged: minutes, or an amount in minor units. */
  readonly quantity?: number
}

/** Rows of evidence that are made when somebody looks at them: a month may have millions, and needs their ids alone. */
export interface RowList {
  readonly length: number
  /** All rows, sorted by work item id. */
  rows(): readonly EvidenceRow[]
  /** The ids of all rows joined by line feeds, in UTF-8: to be read before the ids of another list are asked for. */
  idBytes(): Uint8Array
}

export type Rows = readonly EvidenceRow[] | RowList

/** The rows themselves. */
export function rowsOf(rows: Rows): readonly EvidenceRow[] {
  return 'idBytes' in rows ? rows.rows() : rows
}

/** Lower-case hexadecimal SHA-256. Handed in, because server, browser and verifier each have their own. */
export type Sha256Hex = (bytes: Uint8Array) => string

type Told = Pick<Figure, 'id' | 'label' | 'clause' | 'formula'> & { readonly parts?: readonly Figure[] }

/** Makes the figures of a statement and keeps, for each, the way to its work items. */
export interface FigureBook {
  /** A figure that is not a count of work items. */
  tell(told: Told & { readonly value: string | number; readonly unit: FigureUnit }): Figure
  /** A figure that counts rows: its value is their number, whatever else is said. Rows are sorted by work item id. */
  count(told: Told & { readonly unit: 'work-items' | 'events'; readonly rows: Rows }): Figure
  /** The rows behind a figure: as many as it counts, none where it counts no work items. Throws on an unknown id. */
  evidence(figureId: string): readonly EvidenceRow[]
  /** The same rows, where they may stay unmade. */
  rows(figureId: string): Rows
}

/** An empty book. Each id may be used once: a second use is a bug and throws. */
export function figureBook(sha256Hex: Sha256Hex): FigureBook {
  const rowsById = new Map<string, Rows>()
  const digests = new Map<Rows, string>()
  const keep = (figure: Figure, rows: Rows): Figure => {
    if (rowsById.has(figure.id)) throw new Error(`Two figures have the id "${figure.id}".`)
    rowsById.set(figure.id, rows)
    return figure
  }
  const rowsBehind = (figureId: string): Rows => {
    const rows = rowsById.get(figureId)
    if (!rows) throw new Error(`The statement has no figure "${figureId}".`)
    return rows
  }
  // The same rows stand behind several figures (all that count, where nothing is excluded), so they are hashed once.
  const digestOf = (rows: Rows): string => {
    const digest = digests.get(rows) ?? idsDigest(rows, sha256Hex)
    digests.set(rows, digest)
    return digest
  }
  return {
    tell: ({ id, label, clause, value, unit, formula, parts = [] }) =>
      keep({ id, label, clause, value, unit, formula, parts }, []),
    count: ({ id, label, clause, unit, formula, parts = [], rows }) => {
      const items = { count: rows.length, digest: digestOf(rows) }
      return keep({ id, label, clause, value: rows.length, unit, formula, parts, items }, rows)
    },
    evidence: (figureId) => rowsOf(rowsBehind(figureId)),
    rows: rowsBehind,
  }
}

/** All figures of a tree, each before its parts. */
export function everyFigure(roots: readonly Figure[]): Figure[] {
  return roots.flatMap((figure) => [figure, ...everyFigure(figure.parts)])
}

function idsDigest(rows: Rows, sha256Hex: Sha256Hex): string {
  if ('idBytes' in rows) return sha256Hex(rows.idBytes())
  return sha256Hex(new TextEncoder().encode(rows.map(({ workItemId }) => workItemId).join('\n')))
}

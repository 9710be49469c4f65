import type { Tx } from '../../../kernel/database/transaction.ts'
import type { EpochMillis } from '../../../kernel/time/instant.ts'
import { monthBounds } from '../../../kernel/time/zone.ts'
import { seriesOf } from '../../../terms/settling/series-of.ts'
import { confirmedBefore } from '../../series/store.ts'
import type { Terms } from '../../../terms/model.ts'
import { eventPages } from './history-store.ts'
import type { Statement } from '../../../terms/statement.ts'
import type { Answered, Asked, Derived, EarlierJob, EvidenceSlice } from './messages.ts'
import { settlingThread, type SettlingThread } from './thread.ts'

/** All that a statement follows from: the same basis gives the same bytes, here and in the offline verifier. */
export interface Basis {
  readonly engagementId: string
  readonly month: string
  readonly treeSize: number
  /** SHA-256 (hex) of the canonical bytes of the terms' source. */
  readonly termsHash: string
  readonly terms: Terms
  /** The months before, in order; undefined where the terms do not look back at them. */
  readonly earlier?: readonly EarlierMonth[] | undefined
}

/** A month that a later one looks back at: as it was frozen, or by what it is derived from while it is open. */
export type EarlierMonth = { readonly month: string; readonly termsHash: string; readonly terms: Terms } & (
  | { readonly isOpen: false; readonly statementHash: string; readonly statement: Statement }
  | { readonly isOpen: true }
)

/** Which rows of a figure: from, inclusive, to, exclusive. */
export interface SliceAsked {
  readonly figureId: string
  readonly from: number
  readonly to: number
}

export interface Settler {
  /** The statement of a basis, derived from the record that the transaction sees. */
  settle(tx: Tx, basis: Basis): Promise<Derived>
  /** Rows behind a figure of that statement; the figure must be one of it. */
  evidence(tx: Tx, basis: Basis, asked: SliceAsked): Promise<EvidenceSlice>
  /** How many rows behind each of these figures are late and not due yet at an instant, in their order. */
  notYetDue(tx: Tx, basis: Basis, asked: NotYetDueAsked): Promise<readonly number[]>
}

export type NotYetDueAsked = { readonly figureIds: readonly string[]; readonly at: EpochMillis }

/** Statements that are kept beside the thread: small ones, as rows of evidence stay in the thread. */
const keptMax = 64

/**
 * Settles months from the record. Events stream from the database into a thread of their own, which settles them and
 * keeps the rows behind figures for a while; so a large month delays nobody, and paging through evidence is quick.
 */
export function settler(isServing = false): Settler {
  const thread = settlingThread(isServing)
  const kept = new Map<string, Derived>()
  const underWay = new Map<string, Promise<Derived>>()

  async function settle(tx: Tx, basis: Basis): Promise<Derived> {
    const name = nameOf(basis)
    // Whoever asks while it is being derived waits; if that fails for the other's reasons, it is derived here.
    const known = (await underWay.get(name)?.catch(() => undefined)) ?? kept.get(name)
    return known ?? settleNow(tx, basis)
  }

  async function settleNow(tx: Tx, basis: Basis): Promise<Derived> {
    const name = nameOf(basis)
    const working = derive(thread, tx, basis)
    underWay.set(name, working)
    try {
      const derived = await working
      kept.set(name, derived)
      const [oldest] = kept.keys()
      if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest)
      return derived
    } finally {
      if (underWay.get(name) === working) underWay.delete(name)
    }
  }

  /** Asks the thread about a settlement that it keeps, and settles again where it has forgotten it. */
  async function askKept<Kind extends Kept>(
    tx: Tx,
    basis: Basis,
    kind: Kind,
    asked: Omit<Of<Asked, Kind>['asked'], 'name'>,
  ) {
    const question = { kind, asked: { name: nameOf(basis), ...asked } }
    const ask = () => thread.ask({ ...question, id: thread.newId() } as Of<Asked, Kind>)
    const known = await ask()
    if (known.kind === kind) return known as Of<Answered, Kind>
    await settleNow(tx, basis)
    const fresh = await ask()
    if (fresh.kind === kind) return fresh as Of<Answered, Kind>
    throw new Error('A settlement was forgotten as soon as it was made.')
  }

  return {
    settle,
    evidence: async (tx, basis, asked) => (await askKept(tx, basis, 'evidence', asked)).slice,
    notYetDue: async (tx, basis, asked) => (await askKept(tx, basis, 'not-yet-due', asked)).counts,
  }
}

/** Hands the thread all that a statement follows from, page by page, and gives what it makes of it. */
async function derive(thread: SettlingThread, tx: Tx, basis: Basis): Promise<Derived> {
  const name = nameOf(basis)
  const { engagementId, month, treeSize, termsHash, terms } = basis
  const id = thread.newId()
  const earlier = basis.earlier && { earlier: basis.earlier.map(jobOf) }
  const isPriced = [basis, ...(basis.earlier ?? [])].some((one) => seriesOf(one.terms).length > 0)
  const series = isPriced && { series: await confirmedBefore(tx, engagementId, treeSize) }
  const job = { name, engagementId, month, treeSize, termsHash, terms: terms.source, ...earlier, ...series }
  thread.tell({ kind: 'begin', id, job })
  try {
    const until = monthBounds(month, terms.zone).to
    for await (const page of eventPages(tx, engagementId, { treeSize, until }))
      thread.tell({ kind: 'events', id, page })
  } catch (error) {
    thread.tell({ kind: 'abandon', id })
    throw error
  }
  const answer = await thread.ask({ kind: 'settle', id })
  if (answer.kind !== 'settled') throw new Error(`The settling thread answered ${answer.kind}.`)
  return answer.derived
}

type Kept = 'evidence' | 'not-yet-due'
type Of<Message extends { readonly kind: string }, Kind> = Extract<Message, { readonly kind: Kind }>

function nameOf(basis: Basis): string {
  const { engagementId, month, treeSize, termsHash, earlier = [] } = basis
  const before = earlier.map((one) => (one.isOpen ? `${one.month} ${one.termsHash}` : one.statementHash))
  return [engagementId, month, treeSize, termsHash, ...before].join(' ')
}

function jobOf(earlier: EarlierMonth): EarlierJob {
  const { month, termsHash, terms } = earlier
  const job = { month, termsHash, terms: terms.source }
  return earlier.isOpen ? job : { ...job, statement: earlier.statement }
}

import type { Tx } from '../../../kernel/database/transaction.ts'
import { monthBounds } from '../../../kernel/time/zone.ts'
import type { Terms } from '../../../terms/model.ts'
import { eventPages } from './history-store.ts'
import type { Derived, EvidenceSlice } from './messages.ts'
import { settlingThread } from './thread.ts'

/** All that a statement follows from: the same basis gives the same bytes, here and in the offline verifier. */
export interface Basis {
  readonly engagementId: string
  readonly month: string
  readonly treeSize: number
  /** SHA-256 (hex) of the canonical bytes of the terms' source. */
  readonly termsHash: string
  readonly terms: Terms
}

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
}

/** Statements that are kept beside the thread: small ones, as rows of evidence stay in the thread. */
const keptMax = 64

/**
 * Settles months from the record. Events stream from the database into a thread of their own, which settles them and
 * keeps the rows behind figures for a while; so a large month delays nobody, and paging through evidence is quick.
 */
export function settler(): Settler {
  const thread = settlingThread()
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
    const working = derive(tx, name, basis)
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

  async function derive(tx: Tx, name: string, basis: Basis): Promise<Derived> {
    const { engagementId, month, treeSize, termsHash, terms } = basis
    const id = thread.newId()
    thread.tell({ kind: 'begin', id, job: { name, engagementId, month, treeSize, termsHash, terms: terms.source } })
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

  async function askEvidence(basis: Basis, asked: SliceAsked): Promise<EvidenceSlice | undefined> {
    const question = { name: nameOf(basis), ...asked }
    const answer = await thread.ask({ kind: 'evidence', id: thread.newId(), asked: question })
    return answer.kind === 'evidence' ? answer.slice : undefined
  }

  return {
    settle,
    evidence: async (tx, basis, asked) => {
      const known = await askEvidence(basis, asked)
      if (known !== undefined) return known
      await settleNow(tx, basis)
      const fresh = await askEvidence(basis, asked)
      if (fresh === undefined) throw new Error('A settlement was forgotten as soon as it was made.')
      return fresh
    },
  }
}

function nameOf(basis: Basis): string {
  return `${basis.engagementId} ${basis.month} ${basis.treeSize} ${basis.termsHash}`
}

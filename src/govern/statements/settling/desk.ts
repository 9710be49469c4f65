import { encodeCanonical } from '../../../kernel/record/format/canonical.ts'
import { sha256, toHex } from '../../../kernel/record/format/digest.ts'
import { historyBuilder, type Facts, type HistoryBuilder } from '../../../terms/history.ts'
import { parseTerms } from '../../../terms/model.ts'
import { settle, type Settlement } from '../../../terms/settle.ts'
import type { Answered, Asked, Derived, EventPage, EvidenceAsked, EvidenceSlice, SettleJob } from './messages.ts'

/** Settlements that are kept for their evidence, and how many history events they may stand for together. */
export interface DeskLimits {
  readonly keptMax: number
  readonly keptEventsMax: number
}

const usualLimits: DeskLimits = { keptMax: 32, keptEventsMax: 1_000_000 }

interface Kept {
  readonly settlement: Settlement
  readonly events: number
}

interface UnderWay {
  readonly job: SettleJob
  readonly builder: HistoryBuilder
}

/**
 * Settles months from events that come page by page, and keeps the last settlements so that their evidence can be
 * paged through. A name never changes its outcome, so nothing kept is ever stale.
 */
export function settlingDesk(limits: DeskLimits = usualLimits): (asked: Asked) => Answered | undefined {
  const underWay = new Map<number, UnderWay>()
  const kept = new Map<string, Kept>()

  function settleNow(id: number): Derived {
    const found = underWay.get(id)
    if (found === undefined) throw new Error(`The settling ${id} was not begun.`)
    underWay.delete(id)
    const { job, builder } = found
    const history = builder.build()
    const context = { engagement: job.engagementId, termsHash: job.termsHash, treeSize: job.treeSize, sha256Hex }
    const settlement = settle(parseTerms(job.terms), history, { month: job.month }, context)
    keep(kept, limits, job.name, { settlement, events: history.eventCount })
    const bytes = encodeCanonical(settlement.statement)
    return { statement: settlement.statement, bytes, statementHash: sha256Hex(bytes) }
  }

  return (asked) => {
    const { id } = asked
    switch (asked.kind) {
      case 'begin':
        underWay.set(id, { job: asked.job, builder: historyBuilder() })
        return undefined
      case 'events': {
        const found = underWay.get(id)
        if (found !== undefined) addPage(found.builder, asked.page)
        return undefined
      }
      case 'abandon':
        underWay.delete(id)
        return undefined
      case 'settle':
        return { kind: 'settled', id, derived: settleNow(id) }
      case 'evidence': {
        const slice = sliceOf(kept.get(asked.asked.name), asked.asked)
        return slice === undefined ? { kind: 'forgotten', id } : { kind: 'evidence', id, slice }
      }
    }
  }
}

export function addPage(builder: HistoryBuilder, page: EventPage): void {
  for (const [row, workItemId] of page.workItemIds.entries()) {
    const leaf = page.leaves[row] ?? NaN
    const facts = page.facts[row] ?? null
    builder.add({
      workItemId,
      name: page.names[row] ?? '',
      at: page.instants[row] ?? NaN,
      sequence: leaf,
      leafIndex: leaf,
      ...(facts === null ? {} : { facts: JSON.parse(facts) as Facts }),
    })
  }
}

function sliceOf(kept: Kept | undefined, asked: EvidenceAsked): EvidenceSlice | undefined {
  if (kept === undefined) return undefined
  const rows = kept.settlement.evidence(asked.figureId)
  return { count: rows.length, rows: rows.slice(asked.from, asked.to) }
}

/** Keeps the newest, forgets the oldest; one that is too large by itself is kept alone. */
function keep(kept: Map<string, Kept>, limits: DeskLimits, name: string, made: Kept): void {
  kept.delete(name)
  kept.set(name, made)
  let events = 0
  for (const one of kept.values()) events += one.events
  for (const [old, { events: freed }] of kept) {
    if ((kept.size <= limits.keptMax && events <= limits.keptEventsMax) || old === name) return
    kept.delete(old)
    events -= freed
  }
}

export const sha256Hex = (bytes: Uint8Array): string => toHex(sha256(bytes))

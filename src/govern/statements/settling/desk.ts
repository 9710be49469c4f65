import { encodeCanonical } from '../../../kernel/record/format/canonical.ts'
import { sha256, toHex } from '../../../kernel/record/format/digest.ts'
import { historyBuilder, type Facts, type History, type HistoryBuilder } from '../../../terms/history.ts'
import { countNotYetDue } from '../../../terms/settling/outlook.ts'
import { parseTerms, type Terms } from '../../../terms/model.ts'
import { seriesAt } from '../../../terms/price/series.ts'
import { compare } from '../../../terms/replay/comparing.ts'
import { settle, type Settlement } from '../../../terms/settle.ts'
import type { Statement } from '../../../terms/statement.ts'
import type {
  Answered,
  Asked,
  Derived,
  EventPage,
  EvidenceAsked,
  EvidenceSlice,
  ReplayJob,
  SettleJob,
} from './messages.ts'

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
  readonly job: SettleJob | ReplayJob
  readonly builder: HistoryBuilder
}

/**
 * Settles months from events that come page by page, and keeps the last settlements so that their evidence can be
 * paged through. A name never changes its outcome, so nothing kept is ever stale.
 */
export function settlingDesk(limits: DeskLimits = usualLimits): (asked: Asked) => Answered | undefined {
  const underWay = new Map<number, UnderWay>()
  const kept = new Map<string, Kept>()

  /** Ends what was begun, with the history that it was told. */
  function taken(id: number) {
    const found = underWay.get(id)
    if (found === undefined) throw new Error(`The settling ${id} was not begun.`)
    underWay.delete(id)
    return { job: found.job, history: found.builder.build() }
  }

  function settleNow(id: number): Derived {
    const { job, history } = taken(id)
    if (!('month' in job)) throw new Error(`What was begun as ${id} is no month.`)
    const settlement = settleMonth(job, history)
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
      case 'replay': {
        const { job, history } = taken(id)
        if ('month' in job) throw new Error(`What was begun as ${id} is no replay.`)
        return { kind: 'replayed', id, comparison: compared(job, history) }
      }
      case 'evidence': {
        const slice = sliceOf(kept.get(asked.asked.name), asked.asked)
        return slice === undefined ? { kind: 'forgotten', id } : { kind: 'evidence', id, slice }
      }
      case 'not-yet-due': {
        const found = kept.get(asked.asked.name)
        if (found === undefined) return { kind: 'forgotten', id }
        const { figureIds, at } = asked.asked
        const counts = figureIds.map((figureId) => countNotYetDue(found.settlement.evidence(figureId), at))
        return { kind: 'not-yet-due', id, counts }
      }
    }
  }
}

/** Settles the month of a job, and before it the months that it looks back at and that are still open. */
function settleMonth(job: SettleJob, history: History): Settlement {
  const { engagementId: engagement, treeSize } = job
  const from = { engagement, treeSize, sha256Hex, seriesAt: seriesAt(job.series ?? []) }
  if (job.earlier === undefined) {
    return settle(parseTerms(job.terms), history, { month: job.month }, { ...from, termsHash: job.termsHash })
  }
  const earlier: Statement[] = []
  const earlierTerms = new Map<string, Terms>()
  const lookingBack = { ...from, earlier, earlierTerms }
  for (const one of job.earlier) {
    const terms = parseTerms(one.terms)
    const { month, termsHash } = one
    const statement = one.statement ?? settle(terms, history, { month }, { ...lookingBack, termsHash }).statement
    earlier.push(statement)
    earlierTerms.set(termsHash, terms)
  }
  const { month, termsHash } = job
  return settle(parseTerms(job.terms), history, { month }, { ...lookingBack, termsHash })
}

function compared(job: ReplayJob, history: History) {
  const { engagementId: engagement, treeSize, from, to } = job
  const series = seriesAt(job.series)(treeSize)
  return compare(parseTerms(job.a), parseTerms(job.b), history, { engagement, treeSize, from, to, sha256Hex, series })
}

export function addPage(builder: HistoryBuilder, page: EventPage): void {
  for (const [row, workItemId] of page.workItemIds.entries()) {
    const leaf = page.leaves[row] ?? NaN
    const facts = page.facts[row] ?? null
    const id = page.ids[row] ?? null
    const undoes = page.undoes[row] ?? null
    builder.add({
      workItemId,
      name: page.names[row] ?? '',
      at: page.instants[row] ?? NaN,
      sequence: leaf,
      leafIndex: leaf,
      ...(facts === null ? {} : { facts: JSON.parse(facts) as Facts }),
      ...(id === null ? {} : { id }),
      ...(undoes === null ? {} : { undoes }),
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

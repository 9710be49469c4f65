import type { Sha256Hex } from '../explanation.ts'
import type { History } from '../history.ts'
import type { Terms } from '../model.ts'
import { monthNumber, monthOfNumber } from '../month-result.ts'
import { seriesBook } from '../price/series.ts'
import type { SeriesBook } from '../price/series.ts'
import { settle } from '../settle.ts'
import { SettleError } from '../settling/settle-error.ts'
import type { Statement } from '../statement.ts'

/** Months in which terms are played through, and who wants to hear how far it is. */
export type ReplayAsked = {
  readonly engagement: string
  /** The number of entries of the record from which the history was read. */
  readonly treeSize: number
  readonly sha256Hex: Sha256Hex
  /** '2026-01' and '2026-12', both among the months that are played. */
  readonly from: string
  readonly to: string
  readonly series?: SeriesBook
  /** Called after each month. */
  readonly progress?: (done: { readonly month: string; readonly count: number; readonly of: number }) => void
  /** Looked at before each month: once it is set, nothing more is settled. */
  readonly signal?: { readonly aborted: boolean }
}

/** Thrown where whoever asked does not want to know any more. */
export class ReplayCancelled extends Error {
  override readonly name = 'ReplayCancelled'
}

const monthsMax = 240

/**
 * What a history would have come to under these terms: month after month, each with the statements of the months that
 * were played before it. Terms, and contracts, that begin later are taken as if they had begun with the first month.
 * @throws SettleError as settle does, and where the months are not 1 to 240 in their order
 */
export function replay(terms: Terms, history: History, asked: ReplayAsked): Statement[] {
  const months = monthsOf(asked)
  const played = asIfFrom(terms, asked.from)
  const statements: Statement[] = []
  // Terms are named by the hash of their source; these were moved in time, and nobody signs what follows from them.
  const context = {
    engagement: asked.engagement,
    treeSize: asked.treeSize,
    termsHash: '',
    sha256Hex: asked.sha256Hex,
    series: asked.series ?? seriesBook([]),
    earlierTerms: new Map([['', played]]),
  }
  for (const [index, month] of months.entries()) {
    if (asked.signal?.aborted) throw new ReplayCancelled(`The replay was ended before ${month}.`)
    statements.push(settle(played, history, { month }, { ...context, earlier: [...statements] }).statement)
    asked.progress?.({ month, count: index + 1, of: months.length })
  }
  return statements
}

function monthsOf({ from, to }: ReplayAsked): string[] {
  const count = monthNumber(to) - monthNumber(from) + 1
  if (count >= 1 && count <= monthsMax)
    return Array.from({ length: count }, (_, index) => monthOfNumber(monthNumber(from) + index))
  throw new SettleError(`From ${from} to ${to} are not 1 to ${monthsMax} months. Name the earlier month first.`)
}

function asIfFrom(terms: Terms, month: string): Terms {
  const first = `${month}-01`
  const { effective, contract } = terms
  const begun = effective > first ? { ...terms, effective: first } : terms
  if (!contract || contract.from <= first) return begun
  const { to: _, ...endless } = contract
  return { ...begun, contract: { ...endless, from: first } }
}

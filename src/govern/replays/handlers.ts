import { findAgreedTerms, findReadableTerms } from '../../contract/agreements/agreed-terms.ts'
import { noAgreedTerms } from '../../contract/agreements/commands.ts'
import { bindPrepared, type Bound, type Context } from '../../kernel/handler.ts'
import { findHead } from '../../kernel/record/store.ts'
import { invalidInput } from '../../kernel/refusal.ts'
import { daysInMonth } from '../../kernel/time/civil-date.ts'
import { monthBounds } from '../../kernel/time/zone.ts'
import { parseTerms } from '../../terms/model.ts'
import type { JsonValue } from '../../terms/model.ts'
import { monthNumber } from '../../terms/month-result.ts'
import type { Statement } from '../../terms/statement.ts'
import { confirmedBefore } from '../series/store.ts'
import { eventPages } from '../statements/settling/history-store.ts'
import type { EventPage } from '../statements/settling/messages.ts'
import { settlingThread } from '../statements/settling/thread.ts'
import { replayMonthsMax, replayTerms, tooMuchToReplay } from './commands.ts'

/** Events that are read for one replay: what the thread holds in memory beside its settlements. */
const eventsMax = 3_000_000

export interface ReplayParts {
  /** Places the entries that wait for their place in the log. */
  readonly drain: (engagementId: string) => Promise<number>
}

interface Asked {
  readonly agreementId: string
  readonly version?: number | undefined
  readonly against?: string | undefined
  readonly againstVersion?: number | undefined
  readonly from: string
  readonly to: string
}

export function replayHandlers({ drain }: ReplayParts): readonly Bound[] {
  // A thread of its own: a replay of two years delays nobody's statement.
  const thread = settlingThread()
  return [
    bindPrepared(
      replayTerms,
      (caller) => drain(caller.engagementId),
      async (context, asked) => {
        requireMonths(asked)
        const b = await findReadableTerms(context, asked.agreementId, asked.version)
        const a = await otherTerms(context, asked)
        const { tx, engagementId } = context
        const treeSize = (await findHead(tx, engagementId))?.treeSize ?? 0
        const series = await confirmedBefore(tx, engagementId, treeSize)
        const id = thread.newId()
        const { from, to } = asked
        thread.tell({
          kind: 'begin',
          id,
          job: { name: `replay ${id}`, engagementId, treeSize, from, to, a, b, series },
        })
        try {
          await readEvents(context, treeSize, lastInstant(asked, [a, b]), (page) =>
            thread.tell({ kind: 'events', id, page }),
          )
        } catch (error) {
          thread.tell({ kind: 'abandon', id })
          throw error
        }
        const answer = await thread.ask({ kind: 'replay', id })
        if (answer.kind !== 'replayed') throw new Error(`The settling thread answered ${answer.kind}.`)
        const { currency, money, levels, a: before, b: after } = answer.comparison
        const months = before.flatMap((statement, index) => {
          const other = after[index]
          return other ? [{ month: statement.period.month, a: totalsOf(statement), b: totalsOf(other) }] : []
        })
        return { currency, months, money: [...money], levels: [...levels] }
      },
    ),
  ]
}

function requireMonths({ from, to }: Asked): void {
  const count = monthNumber(to) - monthNumber(from) + 1
  if (count >= 1 && count <= replayMonthsMax) return
  throw invalidInput.because(`from, to: these are ${count} months. Name 1 to ${replayMonthsMax}, the earlier first.`)
}

/** The draft that was named, or the terms that both parties agreed for the last month. */
async function otherTerms(context: Context, { against, againstVersion, to }: Asked): Promise<JsonValue> {
  if (against !== undefined) return findReadableTerms(context, against, againstVersion)
  const lastDay = `${to}-${daysInMonth(Number(to.slice(0, 4)), Number(to.slice(5)))}`
  const agreed = await findAgreedTerms(context.tx, context.engagementId, lastDay)
  if (agreed !== undefined) return agreed.terms
  throw noAgreedTerms.because(`No agreed terms are in force in ${to}. Name a draft to compare with in "against".`)
}

/** When the last month ends, in the zone in which it ends last. */
function lastInstant({ to }: Asked, terms: readonly JsonValue[]): number {
  return Math.max(...terms.map((one) => monthBounds(to, parseTerms(one).zone).to))
}

async function readEvents(
  { tx, engagementId }: Context,
  treeSize: number,
  until: number,
  take: (page: EventPage) => void,
): Promise<void> {
  let events = 0
  for await (const page of eventPages(tx, engagementId, { treeSize, until })) {
    events += page.names.length
    if (events > eventsMax) {
      throw tooMuchToReplay.because(`There are over ${eventsMax} events before the end of these months.`)
    }
    take(page)
  }
}

function totalsOf({ currency, totals }: Statement) {
  const { chargesMinor, creditsMinor, netMinor } = totals
  return { currency, chargesMinor, creditsMinor, netMinor }
}

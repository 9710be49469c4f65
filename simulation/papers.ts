/** What is signed and approved while the engagement lives: amendments, and the close of each month. */
import {
  commentOnAgreement,
  draftAgreement,
  proposeAgreement,
  signAgreement,
} from '../src/contract/agreements/commands.ts'
import { approveStatement, draftStatement, rejectStatement } from '../src/govern/statements/commands.ts'
import { dayMillis, formatDate, hourMillis, minuteMillis, parseDate } from '../src/kernel/time/civil-date.ts'
import type { EpochMillis } from '../src/kernel/time/instant.ts'
import { firstInstantAtOrAfter } from '../src/kernel/time/zone.ts'
import { nextOpen } from '../src/terms/time/working-calendar.ts'
import { namedId } from './chance.ts'
import { contentOf, type Founded } from './founding.ts'
import type { Happening } from './happenings.ts'
import type { Calendars } from './handling.ts'
import { nextMonth, zone, type Plan } from './plan.ts'
import type { Say } from './speaking.ts'

type Paper = Happening & { readonly lane: 'paper' }

/** The month, counted from 0, whose first draft the client sends back. */
const rejectedMonth = 5
/** The month from which the amendment holds, where the engagement lives that long. */
const amendedMonth = 8

export interface Desk {
  readonly plan: Plan
  readonly say: Say
  readonly founded: Founded
  readonly calendars: Calendars
}

/** Every act on papers with its instant. */
export function papersOf(desk: Desk): Paper[] {
  const { months, until } = desk.plan
  const closed = months.slice(0, -1)
  const drafted = closed.filter((month) => draftedAt(month) <= until)
  return [
    ...drafted.flatMap((month, index) => closingOf(desk, month, { index, isNewest: month === drafted.at(-1) })),
    ...(months[amendedMonth] === undefined ? [] : amendmentOf(desk, months[amendedMonth])),
    ...waitingAmendmentOf(desk),
  ]
}

/** Half past seven in Oslo on the first day after the month. */
function draftedAt(month: string): EpochMillis {
  return firstInstantAtOrAfter({ date: `${nextMonth(month)}-01`, minuteOfDay: 450, zone })
}

/**
 * A month is drafted on the first day after it and approved by the provider at once, by the client some days later.
 * The newest one waits for the client: that is a decision for whoever looks at the demo.
 */
function closingOf(desk: Desk, month: string, which: { index: number; isNewest: boolean }): Paper[] {
  const { say, founded, calendars } = desk
  const { engagementId, as } = founded
  let statementHash = ''
  const paper = (at: EpochMillis, act: (at: EpochMillis) => Promise<unknown>): Paper => ({
    lane: 'paper',
    at,
    act: async () => void (await act(at)),
  })
  const draft = async (at: EpochMillis) => {
    statementHash = (await say(as('billing'), draftStatement, { engagementId, month }, at)).statementHash
  }
  const approve = (who: string) => (at: EpochMillis) =>
    say(as(who), approveStatement, { engagementId, month, statementHash }, at)
  const begin = draftedAt(month)
  const officeHours = (days: number, minutes: number) =>
    nextOpen(calendars.oslo, begin + days * dayMillis) + minutes * minuteMillis
  const first = [paper(begin, draft), paper(begin + 65 * minuteMillis, approve('delivery-manager'))]
  if (which.isNewest) return first
  const last = [paper(officeHours(4, 137), approve('finance'))]
  if (which.index !== rejectedMonth) return [...first, ...last]
  const reason = 'Three claims of the last day are missing from the count; please draft it again.'
  const reject = (at: EpochMillis) =>
    say(as('finance'), rejectStatement, { engagementId, month, statementHash, reason }, at)
  const again = officeHours(2, 95)
  const second = [
    paper(again, reject),
    paper(again + 3 * hourMillis, draft),
    paper(again + 3.5 * hourMillis, approve('delivery-manager')),
  ]
  return [...first, ...second, ...last]
}

/** The client wants claims in Danish too: drafted, talked about, signed by both before the month begins. */
function amendmentOf(desk: Desk, month: string): Paper[] {
  const { plan, say, founded } = desk
  const { engagementId, as } = founded
  const agreementId = namedId(plan.seed, 'amendment danish')
  const begin = firstInstantAtOrAfter({ date: `${month}-01`, minuteOfDay: 9 * 60, zone }) - 24 * dayMillis
  const commentId = namedId(plan.seed, 'comment danish')
  const [manager, delivery, head] = ['vendor-manager', 'delivery-manager', 'head-of-halden'].map(as)
  if (manager === undefined || delivery === undefined || head === undefined) throw new Error('Three secrets.')
  let sha256 = ''
  const acts: [number, (at: EpochMillis) => Promise<unknown>][] = [
    [
      0,
      async (at) => {
        const content = contentOf(plan, `${month}-01`, ['danish'])
        sha256 = (await say(manager, draftAgreement, { engagementId, agreementId, content }, at)).sha256
      },
    ],
    [hourMillis, (at) => say(manager, proposeAgreement, { engagementId, agreementId }, at)],
    [
      2 * dayMillis,
      (at) => {
        const text = 'Two of our agents read Danish; we can start on the first of the month.'
        return say(delivery, commentOnAgreement, { engagementId, agreementId, commentId, text }, at)
      },
    ],
    [5 * dayMillis, (at) => say(delivery, signAgreement, { engagementId, agreementId, sha256 }, at)],
    [8 * dayMillis, (at) => say(head, signAgreement, { engagementId, agreementId, sha256 }, at)],
  ]
  return acts.map(([after, act]) => ({
    lane: 'paper',
    at: begin + after,
    act: async () => void (await act(begin + after)),
  }))
}

/** The provider has proposed a weekend desk and signed it; the client has not decided. */
function waitingAmendmentOf({ plan, say, founded }: Desk): Paper[] {
  const { engagementId, as } = founded
  const last = plan.months.at(-1) ?? ''
  const begin = firstInstantAtOrAfter({ date: formatDate(parseDate(`${last}-01`)), minuteOfDay: 8 * 60 + 40, zone })
  const agreementId = namedId(plan.seed, 'amendment weekend')
  const amended = plan.months[amendedMonth] === undefined ? ['weekend'] : ['danish', 'weekend']
  const delivery = as('delivery-manager')
  const act = async () => {
    const content = contentOf(plan, `${nextMonth(nextMonth(last))}-01`, amended)
    const { sha256 } = await say(delivery, draftAgreement, { engagementId, agreementId, content }, begin)
    await say(delivery, proposeAgreement, { engagementId, agreementId }, begin)
    await say(delivery, signAgreement, { engagementId, agreementId, sha256 }, begin)
  }
  return [{ lane: 'paper', at: begin, act }]
}

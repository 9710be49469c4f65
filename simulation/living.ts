/** A seeded engagement that lives through real commands: one engine for the demo, for load and for the replay proof. */
import type { App } from '../src/app/assemble.ts'
import {
  answerWorkItem,
  askAndPause,
  claimNextWorkItem,
  completeWorkItem,
  receiveWorkItem,
  renewLease,
  reopenWorkItem,
  withdrawWorkItem,
} from '../src/deliver/work-items/commands.ts'
import type { Asked } from '../src/deliver/work-items/model.ts'
import { endCredential } from '../src/kernel/identity/commands.ts'
import { dayMillis, minuteMillis } from '../src/kernel/time/civil-date.ts'
import type { EpochMillis } from '../src/kernel/time/instant.ts'
import { localDateOf } from '../src/kernel/time/zone.ts'
import { named, parseTerms } from '../src/terms/model.ts'
import { compileCalendar } from '../src/terms/time/working-calendar.ts'
import { arrivalsOf } from './arrivals.ts'
import { chanceOf } from './chance.ts'
import { filledIn } from './forms.ts'
import { foundEngagement, termsSource, type Calls, type Founded } from './founding.ts'
import {
  aiHandsMax,
  answerAt,
  foundAt,
  handleMillis,
  presence,
  renewalMillis,
  roundsMax,
  sittingMillisMax,
  sittingsOf,
  type Calendars,
} from './handling.ts'
import { agenda, type Followed, type Happening, type Held } from './happenings.ts'
import { papersOf } from './papers.ts'
import { beginningOf, zone, type Plan } from './plan.ts'
import { speaker, type Said, type Say } from './speaking.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { answers, queues, questions, type Queue } from './world.ts'

export interface Stage {
  readonly app: App
  readonly clock: VirtualClock
  /** The operator's secret. */
  readonly operator: string
  /** Default `with-keys`. */
  readonly calls?: Calls
  /** Told at the end of each month. */
  readonly told?: (progress: Progress) => void
}

export interface Progress extends Said {
  readonly month: string
  readonly items: number
}

export interface Lived extends Said {
  readonly engagementId: string
  readonly items: number
}

/** What the parts of a living engagement share. */
interface Life {
  readonly plan: Plan
  readonly say: Say
  readonly founded: Founded
  readonly calendars: Calendars
  readonly coming: ReturnType<typeof agenda>
  readonly chance: ReturnType<typeof chanceOf>
  readonly present: (at: EpochMillis) => readonly string[]
  readonly items: Map<string, Followed>
  readonly waiting: Map<Queue, number>
}

/** Lives a plan through from the first signature to its end. The clock ends at `plan.until`. */
export async function live(plan: Plan, stage: Stage): Promise<Lived> {
  const { say, said } = speaker(stage.app, stage.clock, chanceOf(plan.seed, 'keys'))
  const founded = await foundEngagement(plan, say, stage.operator, stage.calls ?? 'with-keys')
  const calendars = calendarsOf(plan)
  const life: Life = {
    plan,
    say,
    founded,
    calendars,
    coming: agenda(),
    chance: chanceOf(plan.seed, 'handling'),
    present: presence(plan, calendars),
    items: new Map(),
    waiting: new Map(),
  }
  for (const arrival of arrivalsOf(plan, calendars.oslo)) life.coming.add({ lane: 'receive', at: arrival.at, arrival })
  for (const at of sittingsOf(plan)) life.coming.add({ lane: 'sitting', at, round: 1 })
  for (const paper of papersOf({ plan, say, founded, calendars })) life.coming.add(paper)
  await liveThrough(life, stage, said)
  await handBackKeys(life)
  return { engagementId: founded.engagementId, items: life.items.size, ...said }
}

function calendarsOf(plan: Plan): Calendars {
  const terms = parseTerms(termsSource())
  const horizon = { from: beginningOf(plan) - 40 * dayMillis, to: plan.until + 100 * dayMillis }
  const compiled = (name: string) => compileCalendar(named(terms.calendars, name), horizon, terms.calendars)
  return { oslo: compiled('oslo'), cebu: compiled('cebu') }
}

async function liveThrough(life: Life, { clock, told }: Stage, said: Said): Promise<void> {
  const { coming, plan } = life
  let month = plan.months[0] ?? ''
  for (let run = coming.takeRun(plan.until); run.length > 0; run = coming.takeRun(plan.until)) {
    const at = run[0]?.at ?? 0
    const now = localDateOf(at, zone).slice(0, 7)
    if (now > month && now !== month) told?.({ month, items: life.items.size, ...said })
    if (now > month) month = now
    clock.settle(at)
    await carryOut(life, run)
  }
  clock.settle(plan.until)
  told?.({ month, items: life.items.size, ...said })
}

/** A run is one happening, or several of one lane: those go out together and commit in their order. */
async function carryOut(life: Life, run: readonly Happening[]): Promise<void> {
  await Promise.all(run.map((happening) => carryOutOne(life, happening)))
}

function carryOutOne(life: Life, happening: Happening): Promise<void> {
  switch (happening.lane) {
    case 'receive':
      return receive(life, happening)
    case 'sitting':
      return sitDown(life, happening)
    case 'complete':
      return complete(life, happening)
    case 'ask':
      return ask(life, happening)
    case 'answer':
      return answer(life, happening)
    case 'reopen':
      return reopen(life, happening)
    case 'withdraw':
      return withdraw(life, happening)
    case 'paper':
      return happening.act()
  }
}

type Of<Lane extends Happening['lane']> = Extract<Happening, { lane: Lane }>

async function receive(life: Life, { at, arrival }: Of<'receive'>): Promise<void> {
  const { workItemId, reference, queue, facts, personal, asks, withdrawnAfterMillis } = arrival
  const item: Followed = { arrival, state: 'open', asksLeft: asks, wasReopened: false }
  life.items.set(workItemId, item)
  wait(life, item)
  if (withdrawnAfterMillis !== undefined) {
    // Said now and not after the answer: it may come to pass before the next claim is received.
    life.coming.add({ lane: 'withdraw', at: at + withdrawnAfterMillis, item, ground: 'duplicate' })
  }
  const { engagementId, as } = life.founded
  const given = { engagementId, workItemId, reference, queue, facts, personal }
  await life.say(as('gateway'), receiveWorkItem, given, at)
}

function wait(life: Life, item: Followed, by = 1): void {
  const { queue } = item.arrival
  life.waiting.set(queue, (life.waiting.get(queue) ?? 0) + by)
}

/** Everybody who is there takes one claim; while more wait, they sit on for another round. */
async function sitDown(life: Life, { at, round }: Of<'sitting'>): Promise<void> {
  const { plan, chance, coming } = life
  if (at + sittingMillisMax > plan.until) return
  const claims = claimsOf(life, at).map((claim) => ({ ...claim, at: at + chance.between(0, 35_000) }))
  const inOrder = claims.toSorted((a, b) => a.at - b.at)
  const held = await Promise.all(inOrder.map((claim) => claimOne(life, claim)))
  const holding = held.map((one, index) => ({ held: one, from: inOrder[index]?.at ?? at }))
  const ends = holding.map(({ held: one, from }) => {
    const to = from + handleMillis(chance, one.worker === 'ai-worker')
    finish(life, one, to)
    return { held: one, from, to }
  })
  await keepLeases(life, ends)
  const isMore = [...life.waiting.values()].some((count) => count > 0)
  if (claims.length === 0 || !isMore || round >= roundsMax) return
  coming.add({ lane: 'sitting', at: Math.max(...ends.map(({ to }) => to)) + minuteMillis, round: round + 1 })
}

/** Who claims from which queue: the AI worker from the windscreens; people from the rest, and then help out. */
function claimsOf(life: Life, at: EpochMillis): { readonly worker: string; readonly queue: Queue }[] {
  const left = new Map(life.waiting)
  const claims: { worker: string; queue: Queue }[] = []
  const takeFrom = (worker: string, queue: Queue): boolean => {
    const waiting = left.get(queue) ?? 0
    if (waiting <= 0) return false
    left.set(queue, waiting - 1)
    claims.push({ worker, queue })
    return true
  }
  for (let hand = 0; hand < aiHandsMax && takeFrom('ai-worker', queues.glass); hand += 1);
  for (const worker of life.present(at)) if (!takeFrom(worker, queues.motor)) takeFrom(worker, queues.glass)
  return claims
}

async function claimOne(
  life: Life,
  { worker, queue, at }: { readonly worker: string; readonly queue: Queue; readonly at: EpochMillis },
): Promise<Held> {
  const { engagementId, as } = life.founded
  const claimed = await life.say(as(worker), claimNextWorkItem, { engagementId, queue }, at)
  const item = life.items.get(claimed.item.workItemId)
  if (item?.state !== 'open') throw new Error(`${claimed.item.reference} was claimed while it was ${item?.state}.`)
  item.state = 'held'
  wait(life, item, -1)
  return { item, worker, fence: claimed.fence }
}

/** An item in a worker's hands, from the claim to how it ends. */
interface Holding {
  readonly held: Held
  readonly from: EpochMillis
  readonly to: EpochMillis
}

/** How a holding ends: with a question, or with the claim set up. */
function finish(life: Life, held: Held, at: EpochMillis): void {
  const [of, ...asksLeft] = held.item.asksLeft
  if (of === undefined) {
    life.coming.add({ lane: 'complete', at, held })
    return
  }
  held.item.asksLeft = asksLeft
  life.coming.add({ lane: 'ask', at, held, of })
}

/**
 * Renewals make no entry and wait for nobody, so those of all workers go out together, each at its own instant. Those
 * of one item follow each other: each needs the lease that the one before gave.
 */
async function keepLeases(life: Life, holdings: readonly Holding[]): Promise<void> {
  const { engagementId, as } = life.founded
  const longest = Math.max(0, ...holdings.map(({ from, to }) => to - from))
  for (let after = renewalMillis; after < longest; after += renewalMillis) {
    const renewed = holdings.filter(({ from, to }) => from + after < to)
    await Promise.all(
      renewed.map(({ held: { item, worker, fence }, from }) => {
        const given = { engagementId, workItemId: item.arrival.workItemId, fence }
        return life.say(as(worker), renewLease, given, from + after)
      }),
    )
  }
}

async function complete(life: Life, { at, held }: Of<'complete'>): Promise<void> {
  const { item, worker, fence } = held
  const { arrival } = item
  item.state = 'completed'
  if (arrival.fault !== undefined && !item.wasReopened) {
    const found = foundAt(life.chance, at + arrival.fault.afterMillis, life.calendars)
    life.coming.add({ lane: 'reopen', at: found, item })
  }
  const { engagementId, as } = life.founded
  const given = { engagementId, workItemId: arrival.workItemId, fence, facts: filledIn(life.plan, arrival) }
  await life.say(as(worker), completeWorkItem, given, at)
}

async function ask(life: Life, { at, held, of }: Of<'ask'>): Promise<void> {
  const { item, worker, fence } = held
  item.state = 'asked'
  const answered = answerAt(life.chance, of, at, life.calendars)
  if (answered !== undefined) life.coming.add({ lane: 'answer', at: answered, item, of })
  else life.coming.add({ lane: 'withdraw', at: at + 20 * dayMillis, item, ground: 'no-longer-wanted' })
  const { engagementId, as } = life.founded
  const given = {
    engagementId,
    workItemId: item.arrival.workItemId,
    fence,
    of,
    question: wordsFor(life, questions, of),
  }
  await life.say(as(worker), askAndPause, given, at)
}

function wordsFor(life: Life, words: Readonly<Record<Asked, readonly string[]>>, of: Asked): string {
  return life.chance.pick(words[of])
}

async function answer(life: Life, { at, item, of }: Of<'answer'>): Promise<void> {
  if (item.state !== 'asked') return
  item.state = 'open'
  wait(life, item)
  const { engagementId, as } = life.founded
  const who = of === 'client' ? 'process-owner' : 'gateway'
  const given = { engagementId, workItemId: item.arrival.workItemId, answer: wordsFor(life, answers, of) }
  await life.say(as(who), answerWorkItem, given, at)
}

async function reopen(life: Life, { at, item }: Of<'reopen'>): Promise<void> {
  const { fault, workItemId } = item.arrival
  if (fault === undefined || item.state !== 'completed') return
  item.state = 'open'
  item.wasReopened = true
  wait(life, item)
  const { engagementId, as } = life.founded
  const who = fault.ground === 'defect' ? 'quality' : 'process-owner'
  await life.say(as(who), reopenWorkItem, { engagementId, workItemId, ground: fault.ground }, at)
}

/** The client takes back what waits; what a worker holds or has done stays. */
async function withdraw(life: Life, { at, item, ground }: Of<'withdraw'>): Promise<void> {
  if (item.state !== 'open' && item.state !== 'asked') return
  if (item.state === 'open') wait(life, item, -1)
  item.state = 'withdrawn'
  const { engagementId, as } = life.founded
  const { workItemId } = item.arrival
  await life.say(as('process-owner'), withdrawWorkItem, { engagementId, workItemId, ground }, at)
}

/** The keys under which the simulation acted are ended: whoever looks at the demo signs in anew. */
async function handBackKeys({ plan, say, founded }: Life): Promise<void> {
  for (const { character, credentialId } of founded.keys) {
    await say(founded.as(character), endCredential, { credentialId }, plan.until)
  }
}

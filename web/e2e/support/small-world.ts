/** A served product with three months in it: one agreed, one that waits for the client's approval, and this one. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import { parse } from 'yaml'
import { testWorld, type Person, type World } from '../../../src/app/testing.ts'
import { claimNextWorkItem, completeWorkItem, receiveWorkItem } from '../../../src/deliver/work-items/commands.ts'
import { approveStatement, draftStatement } from '../../../src/govern/statements/commands.ts'
import { agreeOn } from '../../../src/govern/testing/agreeing.ts'
import { httpServer } from '../../../src/kernel/http/server.ts'
import { createSignInLink } from '../../../src/kernel/identity/commands.ts'
import { dayMillis, hourMillis, minuteMillis, parseDate, weekdayOf } from '../../../src/kernel/time/civil-date.ts'
import { systemClock } from '../../../src/kernel/time/clock.ts'
import { formatInstant } from '../../../src/kernel/time/instant.ts'

const root = resolve(import.meta.dirname, '../../..')
const itemsADay = 3

export interface People {
  readonly vendorManager: Person
  readonly processOwner: Person
  readonly deliveryManager: Person
  readonly agent: Person
  readonly gateway: Person
}

export interface SmallWorld {
  readonly world: World
  readonly url: string
  readonly engagementId: string
  readonly people: People
  /** The month that both agreed, the one that waits for the client, and the present one. */
  readonly months: { readonly agreed: string; readonly drafted: string; readonly open: string }
  /** A new one-time address that signs a person in. */
  signInAddress(person: Person): Promise<string>
  /** A work item comes in, now. */
  receive(reference: string, queue?: string): Promise<void>
}

export async function smallWorld(): Promise<SmallWorld> {
  const world = await testWorld()
  const { engagementId } = world
  const now = systemClock.now()
  const open = monthText(now)
  const drafted = monthText(firstOf(open) - dayMillis)
  const agreed = monthText(firstOf(drafted) - dayMillis)
  world.clock.set(firstOf(agreed) - 10 * dayMillis)
  const people: People = {
    vendorManager: await world.member('client', ['vendor-manager', 'contract-officer']),
    processOwner: await world.member('client', ['process-owner']),
    deliveryManager: await world.member('provider', ['delivery-manager']),
    agent: await world.member('provider', ['agent']),
    gateway: await world.member('client', ['engineer']),
  }
  const { vendorManager: client, deliveryManager: provider } = people
  await agreeOn(world, { engagementId, client, provider, terms: termsFrom(`${agreed}-01`) })
  await live(world, people, [...happenings(agreed), ...happenings(drafted)])
  world.clock.set(now)
  await world.app.sequencer.drain(engagementId)
  await freeze(world, agreed, [provider, client])
  await freeze(world, drafted, [provider])
  const receive = receiving(world, people.gateway)
  for (const number of [1, 2, 3]) await receive(`NEW-${number}`)
  await world.app.sequencer.drain(engagementId)
  const url = await serve(world)
  const signInAddress = async ({ principalId }: Person) => {
    const link = await world.call(world.operator, createSignInLink, { principalId, credentialId: world.id() })
    return `${url}/sign-in#${link.secret}`
  }
  return { world, url, engagementId, people, months: { agreed, drafted, open }, signInAddress, receive }
}

function receiving(world: World, gateway: Person): SmallWorld['receive'] {
  return async (reference, queue = 'motor-claims') => {
    const { engagementId, id } = world
    // Told by the day in the reference: so the items of a month fall into two groups.
    const facts = { channel: Number(reference.at(-2)) % 2 === 0 ? 'web' : 'telephone', language: 'nb' }
    await world.call(gateway, receiveWorkItem, { engagementId, workItemId: id(), reference, queue, facts })
  }
}

function termsFrom(effective: string) {
  const text = readFileSync(resolve(root, 'templates/motor-claims-intake.terms.yaml'), 'utf8')
  return { ...(parse(text) as Record<string, never>), effective }
}

interface Happening {
  readonly at: number
  readonly what: 'received' | 'completed'
  readonly reference: string
  readonly queue: string
}

/** Three items on each working day; every third one is left lying for three days. */
function happenings(month: string): Happening[] {
  const all: Happening[] = []
  for (let day = 2; day <= 20; day += 1) {
    const midnight = firstOf(month) + (day - 1) * dayMillis
    if (weekdayOf(midnight / dayMillis) > 4) continue
    for (let number = 0; number < itemsADay; number += 1) {
      const isLate = number === itemsADay - 1
      const queue = isLate ? 'motor-glass' : 'motor-claims'
      const reference = `CLM-${month.slice(2).replace('-', '')}${String(day).padStart(2, '0')}${number}`
      const at = midnight + 9 * hourMillis + number * 20 * minuteMillis
      const done = at + (isLate ? 3 * dayMillis + 2 * hourMillis : 10 * minuteMillis)
      all.push({ at, what: 'received', reference, queue }, { at: done, what: 'completed', reference, queue })
    }
  }
  return all
}

async function live(world: World, people: People, all: readonly Happening[]): Promise<void> {
  const { engagementId, clock, call } = world
  const receive = receiving(world, people.gateway)
  for (const { at, what, reference, queue } of [...all].sort((left, right) => left.at - right.at)) {
    clock.set(at)
    if (what === 'received') {
      await receive(reference, queue)
      continue
    }
    const { item, fence } = await call(people.agent, claimNextWorkItem, { engagementId, queue })
    clock.advance(5_000)
    const { workItemId } = item
    await call(people.agent, completeWorkItem, { engagementId, workItemId, fence, facts: { outcome: 'set-up' } })
  }
}

async function freeze(world: World, month: string, approvers: readonly Person[]): Promise<void> {
  const { engagementId } = world
  const [first] = approvers
  const { statementHash } = await world.call(first, draftStatement, { engagementId, month })
  for (const who of approvers) await world.call(who, approveStatement, { engagementId, month, statementHash })
  await world.app.sequencer.drain(engagementId)
}

/** Serves the pages as they are built, of a world; gives the address. */
export async function serve(world: World): Promise<string> {
  const { door, sequencer } = world.app
  const server = await httpServer({
    door,
    sequencer,
    secrets: world.secrets,
    log: pino({ level: 'silent' }),
    version: '0.0.0',
    requestsPerMinuteMax: 1_000_000,
    programs: {
      'counterpart-verify.mjs': resolve(root, 'dist/counterpart-verify.mjs'),
      'counterpart-witness.mjs': resolve(root, 'dist/counterpart-witness.mjs'),
    },
    webFolder: resolve(root, 'dist/web'),
    ready: () => Promise.resolve(true),
  })
  afterAll(() => server.close())
  return server.listen({ host: '127.0.0.1', port: 0 })
}

function monthText(at: number): string {
  return formatInstant(at).slice(0, 7)
}

function firstOf(month: string): number {
  return parseDate(`${month}-01`) * dayMillis
}

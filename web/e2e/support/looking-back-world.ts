/** A served product with four months under terms that look back: three that both agreed, and the present one. */
import { testWorld, type Person, type World } from '../../../src/app/testing.ts'
import { draftAgreement } from '../../../src/contract/agreements/commands.ts'
import { agreeOn, agreementContent } from '../../../src/govern/testing/agreeing.ts'
import { observe, type Observed } from '../../../src/govern/testing/observed-history.ts'
import { approveStatement, draftStatement } from '../../../src/govern/statements/commands.ts'
import { createSignInLink } from '../../../src/kernel/identity/commands.ts'
import { dayMillis, hourMillis, parseDate } from '../../../src/kernel/time/civil-date.ts'
import { systemClock } from '../../../src/kernel/time/clock.ts'
import { formatInstant } from '../../../src/kernel/time/instant.ts'
import { monthNumber, monthOfNumber } from '../../../src/terms/month-result.ts'
import { lookingBackTerms } from './looking-back.ts'
import { serve, type SmallWorld } from './small-world.ts'

/** Of the items of a month so many are late, and so many are complained about. */
interface Lived {
  readonly items: number
  readonly late: number
  readonly complaints: number
}

const lived: readonly Lived[] = [
  { items: 30, late: 3, complaints: 3 },
  { items: 28, late: 1, complaints: 2 },
  { items: 30, late: 9, complaints: 0 },
]

export interface LookingBackWorld extends Pick<SmallWorld, 'url' | 'engagementId' | 'signInAddress'> {
  readonly world: World
  readonly client: Person
  readonly provider: Person
  /** The three months that both agreed, the earliest first. */
  readonly months: readonly [string, string, string]
  /** A draft of the client in which the fee is EUR 1,100 and the credit of L is 5 %. */
  readonly draftId: string
}

export async function lookingBackWorld(): Promise<LookingBackWorld> {
  const world = await testWorld()
  const { engagementId, call, clock } = world
  const now = systemClock.now()
  const months = [-3, -2, -1].map((by) => monthOfNumber(monthNumber(formatInstant(now).slice(0, 7)) + by))
  const [first = '', second = '', third = ''] = months
  clock.set(firstOf(first) - dayMillis)
  const client = await world.member('client', ['vendor-manager', 'contract-officer'])
  const provider = await world.member('provider', ['delivery-manager'])
  await agreeOn(world, { engagementId, client, provider, terms: { ...lookingBackTerms, effective: `${first}-01` } })
  for (const [index, month] of months.entries()) {
    clock.set(firstOf(month) + 25 * dayMillis)
    await tell(world, happenings(month, lived[index] ?? { items: 0, late: 0, complaints: 0 }))
    // An item of the first month is told after that month was agreed: it is settled in this one.
    if (index === 1) await tell(world, itemAt(world, firstOf(first) + 20 * dayMillis, 1))
    clock.set(firstOf(monthOfNumber(monthNumber(month) + 1)) + hourMillis)
    await agree(world, month, [provider, client])
  }
  clock.set(now)
  const draftId = world.id()
  const terms = { ...lookingBackTerms, ...drafted(), effective: `${formatInstant(now).slice(0, 4)}-12-31` }
  const content = { ...agreementContent(world, terms), title: 'Draft of an amendment' }
  await call(client, draftAgreement, { engagementId, agreementId: draftId, content })
  await world.app.sequencer.drain(engagementId)
  const url = await serve(world)
  const signInAddress = async ({ principalId }: Person) => {
    const link = await call(world.operator, createSignInLink, { principalId, credentialId: world.id() })
    return `${url}/sign-in#${link.secret}`
  }
  return { world, url, engagementId, client, provider, months: [first, second, third], draftId, signInAddress }
}

function drafted() {
  const text = JSON.stringify(lookingBackTerms)
  return JSON.parse(text.replace('EUR 1000.00', 'EUR 1100.00').replace('"credit":"4 %"', '"credit":"5 %"')) as object
}

function happenings(month: string, { items, late, complaints }: Lived): Observed[] {
  return Array.from({ length: items }, (_, item) => {
    const at = firstOf(month) + (item % 20) * dayMillis + 9 * hourMillis + item * 60_000
    const id = `00000000-0000-4000-8000-${month.replace('-', '')}${String(item).padStart(6, '0')}`
    const events: Observed[] = [
      { workItemId: id, name: 'received', at },
      { workItemId: id, name: 'done', at: at + (item < late ? 3 : 1) * hourMillis },
    ]
    if (item < complaints) events.push({ workItemId: id, name: 'complained', at: at + 5 * hourMillis })
    return events
  }).flat()
}

function itemAt(world: World, at: number, hours: number): Observed[] {
  const workItemId = world.id()
  return [
    { workItemId, name: 'received', at },
    { workItemId, name: 'done', at: at + hours * hourMillis },
  ]
}

async function tell(world: World, events: readonly Observed[]): Promise<void> {
  const { database, engagementId, clock } = world
  const principal = {
    kind: 'person',
    id: world.id(),
    organisationId: world.provider.organisationId,
    standing: 'member',
    site: null,
  } as const
  await observe({ database, engagementId, principal, idempotencyKey: world.id(), now: clock.now() }, events)
  await world.app.sequencer.drain(engagementId)
}

async function agree(world: World, month: string, approvers: readonly [Person, Person]): Promise<void> {
  const { engagementId, call } = world
  const { statementHash } = await call(approvers[0], draftStatement, { engagementId, month })
  for (const who of approvers) await call(who, approveStatement, { engagementId, month, statementHash })
  await world.app.sequencer.drain(engagementId)
}

function firstOf(month: string): number {
  return parseDate(`${month}-01`) * dayMillis
}

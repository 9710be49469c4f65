/** How the engagement begins: companies, people, keys, and an agreement that both sign. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { draftAgreement, proposeAgreement, signAgreement } from '../src/contract/agreements/commands.ts'
import { Clause, type AgreementContent } from '../src/contract/agreements/model.ts'
import { defineQueue } from '../src/deliver/queues/commands.ts'
import { addMember, openEngagement } from '../src/kernel/access/commands.ts'
import type { Credential } from '../src/kernel/access/model.ts'
import { addPrincipal, createApiKey, createOrganisation } from '../src/kernel/identity/commands.ts'
import { dayMillis, hourMillis } from '../src/kernel/time/civil-date.ts'
import type { EpochMillis } from '../src/kernel/time/instant.ts'
import { localDateOf } from '../src/kernel/time/zone.ts'
import { namedId } from './chance.ts'
import { queueForms } from './forms.ts'
import { beginningOf, zone, type Plan } from './plan.ts'
import type { Say } from './speaking.ts'
import { addressOf, cast, companies, companyOf, engagementName } from './world.ts'

/**
 * How the cast calls once the engagement stands: each with a key, which is looked up at every call, or acting as the
 * jobs inside do, which spares the look-up. The record is the same.
 */
export type Calls = 'with-keys' | 'acting'

/** The engagement once it stands: its id, and as whom its people call. */
export interface Founded {
  readonly engagementId: string
  /** As whom a character calls, by its key. */
  readonly as: (character: string) => Credential
  readonly keys: readonly { readonly character: string; readonly credentialId: string }[]
}

export const engagementIdOf = (seed: number) => namedId(seed, 'engagement')
export const principalIdOf = (seed: number, character: string) => namedId(seed, `principal ${character}`)
const organisationIdOf = (seed: number, company: string) => namedId(seed, `organisation ${company}`)

type Terms = Readonly<Record<string, unknown>> & { readonly charges: Readonly<Record<string, unknown>> }

const Paper = z.object({
  title: z.string(),
  clauses: z.array(Clause),
  amendments: z.record(
    z.string(),
    z.object({ title: z.string(), clause: Clause, charge: z.record(z.string(), z.json()) }),
  ),
})

const templates = resolve(import.meta.dirname, '../templates')
const read = (name: string) => parse(readFileSync(resolve(templates, name), 'utf8')) as unknown

export const termsSource = () => read('motor-claims-intake.terms.yaml') as Terms

/** The content of the agreement from a day on, with the amendments that were made to it. */
export function contentOf(plan: Plan, effective: string, amended: readonly string[]): AgreementContent {
  const paper = Paper.parse(read('motor-claims-intake.clauses.yaml'))
  const source = termsSource()
  const amendments = amended.map((name) => {
    const found = paper.amendments[name]
    if (found === undefined) throw new Error(`There is no amendment ${name}.`)
    return found
  })
  const charges = Object.assign({}, source.charges, ...amendments.map(({ charge }) => charge)) as Terms['charges']
  const party = (key: 'halden' | 'mabini') => ({
    organisationId: organisationIdOf(plan.seed, key),
    name: companyOf(key).name,
  })
  return {
    title: amendments.at(-1)?.title ?? paper.title,
    parties: { client: party('halden'), provider: party('mabini') },
    clauses: [...paper.clauses, ...amendments.map(({ clause }) => clause)].toSorted(byNumber),
    terms: { ...source, effective, charges } as AgreementContent['terms'],
  }
}

function byNumber(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id.localeCompare(b.id, 'en', { numeric: true })
}

/** Founds the engagement, three weeks before its first month. */
export async function foundEngagement(plan: Plan, say: Say, operator: string, calls: Calls): Promise<Founded> {
  const at = beginningOf(plan) - 21 * dayMillis
  const asOperator: Credential = { kind: 'secret', secret: operator }
  for (const { key, name, country, zone: place } of companies) {
    const organisationId = organisationIdOf(plan.seed, key)
    await say(asOperator, createOrganisation, { organisationId, name, country, zone: place }, at)
  }
  const secrets = new Map<string, string>()
  const keys: { character: string; credentialId: string }[] = []
  for (const character of cast) {
    const principalId = principalIdOf(plan.seed, character.key)
    const credentialId = namedId(plan.seed, `key ${character.key}`)
    const { kind, name, standing, site } = character
    const organisationId = organisationIdOf(plan.seed, character.company)
    const added = { organisationId, principalId, kind, name, email: addressOf(character), standing, site }
    await say(asOperator, addPrincipal, added, at)
    const wanted = { principalId, credentialId, label: 'while the demo was made', expiresInDays: 730 }
    secrets.set(character.key, (await say(asOperator, createApiKey, wanted, at)).secret)
    keys.push({ character: character.key, credentialId })
  }
  const withKey = (character: string): Credential => ({ kind: 'secret', secret: secrets.get(character) })
  const founded = { engagementId: engagementIdOf(plan.seed), as: withKey, keys }
  await openWithMembers(plan, say, founded, at + hourMillis)
  await defineQueues(say, founded, at + dayMillis)
  await agree(plan, say, founded, at + 2 * dayMillis)
  return calls === 'with-keys' ? founded : { ...founded, as: (character) => actingAs(plan, character) }
}

/** The credential of a job inside that acts in a character's place. */
export function actingAs(plan: Plan, key: string): Credential {
  const character = cast.find((one) => one.key === key)
  if (character === undefined) throw new Error(`There is no ${key} in the cast.`)
  const { kind, standing, site, company, roles } = character
  const organisationId = organisationIdOf(plan.seed, company)
  const principal = { kind, id: principalIdOf(plan.seed, key), organisationId, standing, site }
  const membership = { engagementId: engagementIdOf(plan.seed), party: companyOf(company).party, roles }
  return { kind: 'acting', principal, membership }
}

async function openWithMembers(plan: Plan, say: Say, founded: Founded, at: EpochMillis): Promise<void> {
  const { engagementId, as } = founded
  const parties = {
    clientId: organisationIdOf(plan.seed, 'halden'),
    providerId: organisationIdOf(plan.seed, 'mabini'),
  }
  await say(as('head-of-halden'), openEngagement, { engagementId, name: engagementName, ...parties }, at)
  for (const { key, company, roles } of cast) {
    const { party } = companyOf(company)
    const by = as(party === 'provider' ? 'head-of-mabini' : 'head-of-halden')
    const principalId = principalIdOf(plan.seed, key)
    await say(by, addMember, { engagementId, principalId, party, roles: [...roles] }, at)
  }
}

/** The client says what its queues are called, and with which form their items are completed. */
async function defineQueues(say: Say, { engagementId, as }: Founded, at: EpochMillis): Promise<void> {
  for (const [queue, { title, form }] of Object.entries(queueForms)) {
    await say(as('process-owner'), defineQueue, { engagementId, queue, title, form, replaces: 0 }, at)
  }
}

/** The agreement is drafted by the client, read for some days, and signed by both. */
async function agree(plan: Plan, say: Say, founded: Founded, at: EpochMillis): Promise<void> {
  const { engagementId, as } = founded
  const agreementId = namedId(plan.seed, 'agreement')
  const content = contentOf(plan, localDateOf(beginningOf(plan), zone), [])
  const manager = as('vendor-manager')
  const { sha256 } = await say(manager, draftAgreement, { engagementId, agreementId, content }, at)
  await say(manager, proposeAgreement, { engagementId, agreementId }, at + 3 * hourMillis)
  const signing = { engagementId, agreementId, sha256 }
  await say(as('delivery-manager'), signAgreement, signing, at + 5 * dayMillis)
  await say(as('head-of-halden'), signAgreement, signing, at + 6 * dayMillis)
}

/** An engagement with something of everything in it, for tests that try every declaration. */
import { addMember } from '../../kernel/access/commands.ts'
import { rolesOfParty } from '../../kernel/access/model.ts'
import { startImport, historyImport } from '../../deliver/histories/commands.ts'
import { claimNextWorkItem, receiveWorkItem } from '../../deliver/work-items/commands.ts'
import { keepItemView } from '../../deliver/work-lists/commands.ts'
import { approveStatement, draftStatement } from '../../govern/statements/commands.ts'
import { agreeOn } from '../../govern/testing/agreeing.ts'
import { uploadFile } from '../../kernel/files/commands.ts'
import { addPrincipal, createApiKey } from '../../kernel/identity/commands.ts'
import { sha256, toHex, utf8Bytes } from '../../kernel/record/format/digest.ts'
import { formatVkey, generateSigningKey } from '../../kernel/record/format/keys.ts'
import { registerWitness } from '../../kernel/record/reading/commands.ts'
import { parseInstant } from '../../kernel/time/instant.ts'
import type { Person, World } from '../testing.ts'

/** Ids of things that stand in one engagement, and people who may do everything their party may. */
export interface Things {
  readonly engagementId: string
  readonly client: Person
  readonly provider: Person
  readonly workItemId: string
  readonly heldItemId: string
  readonly agreementId: string
  readonly agreementHash: string
  readonly month: string
  readonly statementHash: string
  readonly fileId: string
  readonly importId: string
  readonly viewId: string
  readonly witness: string
  /** A text that stands in several of them, to be looked for where it must not be. */
  readonly marked: string
}

export const furnishedMonth = '2026-01'
const afterTheMonth = parseInstant('2026-02-02T09:00:00.000Z')

const terms = {
  terms: 1,
  agreement: 'C-0042',
  currency: 'EUR',
  zone: 'Europe/Oslo',
  effective: '2026-01-01',
  charges: { governance: { clause: '5', fixed: { amount: 'EUR 2500.00', per: 'month' } } },
}

/** Puts something of everything into an engagement between the world's two companies. */
export async function furnish(world: World, engagementId: string, marked: string): Promise<Things> {
  const { call, id, clock } = world
  if (clock.now() < afterTheMonth) clock.set(afterTheMonth)
  const client = await everyRole(world, engagementId, 'client')
  const provider = await everyRole(world, engagementId, 'provider')
  const { agreementId, sha256: agreementHash } = await agreeOn(world, { engagementId, client, provider, terms })
  const [workItemId, heldItemId] = [id(), id()]
  const personal = { customer: `Kari ${marked}` }
  const facts = { note: marked }
  const held = { engagementId, workItemId: heldItemId, reference: `held ${marked}`, queue: 'held' }
  await call(client, receiveWorkItem, { ...held, facts, personal })
  await call(provider, claimNextWorkItem, { engagementId, queue: 'held' })
  await call(client, receiveWorkItem, {
    ...held,
    workItemId,
    reference: `open ${marked}`,
    queue: 'claims',
    facts,
    personal,
  })
  const viewId = id()
  await call(client, keepItemView, { engagementId, viewId, name: `late ${marked}`, view: { late: 'yes' } })
  const { statementHash } = await call(client, draftStatement, { engagementId, month: furnishedMonth })
  for (const who of [client, provider]) {
    await call(who, approveStatement, { engagementId, month: furnishedMonth, statementHash })
  }
  const { key } = generateSigningKey(`witness/${marked}`, 'cosigner')
  const verifierKey = formatVkey(key.verifying)
  const { witness } = await call(world.client.administrator, registerWitness, { engagementId, verifierKey })
  const imported = await importedLog(world, engagementId, provider, marked)
  await world.app.sequencer.drain(engagementId)
  const papers = { agreementId, agreementHash, month: furnishedMonth, statementHash }
  return { engagementId, client, provider, workItemId, heldItemId, ...papers, ...imported, viewId, witness, marked }
}

/** A new person of a party with every role that it has. */
async function everyRole(world: World, engagementId: string, party: 'client' | 'provider'): Promise<Person> {
  const { call, id } = world
  const { organisationId, administrator } = world[party]
  const principalId = id()
  await call(administrator, addPrincipal, { organisationId, principalId, kind: 'person', name: 'Every Role' })
  await call(administrator, addMember, { engagementId, principalId, party, roles: [...rolesOfParty[party]] })
  const { secret } = await call(administrator, createApiKey, { principalId, credentialId: id(), label: 'test' })
  return { principalId, secret }
}

async function importedLog(world: World, engagementId: string, who: Person, marked: string) {
  const { call, id } = world
  const [fileId, importId] = [id(), id()]
  const bytes = utf8Bytes(`case,activity,timestamp\nimported ${marked},Register,2026-01-05T08:00:00Z\n`)
  const file = { engagementId, fileId, name: `${marked}.csv`, sha256: toHex(sha256(bytes)) }
  await call(who, uploadFile, file, { bytes: chunks(bytes) })
  const mapping = { classifier: 'activity', events: { Register: 'received' }, unmapped: 'keep' } as const
  await call(who, startImport, { engagementId, importId, fileId, queue: 'claims', mapping })
  for (;;) {
    world.app.waker.nudge()
    const { state } = await call(who, historyImport, { engagementId, importId })
    if (state === 'completed') return { fileId, importId }
    if (state !== 'running') throw new Error(`The import is ${state}.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Bytes as a request's body brings them. */
export async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

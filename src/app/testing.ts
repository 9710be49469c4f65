/** A small world for database tests and journeys: two companies, an auditor, a stranger, and one engagement. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { z } from 'zod'
import type { Role } from '../kernel/access/model.ts'
import { addMember, openEngagement } from '../kernel/access/commands.ts'
import type { Declaration } from '../kernel/command.ts'
import { testDatabase, type TestDatabase } from '../kernel/database/testing.ts'
import { addPrincipal, createApiKey, createOrganisation } from '../kernel/identity/commands.ts'
import { secretsOf, type Secrets } from '../kernel/secrets.ts'
import { newUuid } from '../kernel/uuid.ts'
import { assemble, type App } from './assemble.ts'
import { installOperator } from './operator.ts'

/** A clock that a test moves. Starts on Monday 5 January 2026, 08:00 in Oslo. */
export interface TestClock {
  now(): number
  set(at: number): void
  advance(millis: number): void
}

export interface Person {
  readonly principalId: string
  readonly secret: string
}

export interface CallOptions {
  readonly key?: string
  readonly ifMatch?: string
  readonly bytes?: AsyncIterable<Uint8Array>
}

export interface World {
  readonly app: App
  readonly database: TestDatabase
  readonly secrets: Secrets
  readonly clock: TestClock
  readonly filesFolder: string
  readonly operator: Person
  readonly client: { readonly organisationId: string; readonly administrator: Person }
  readonly provider: { readonly organisationId: string; readonly administrator: Person }
  readonly stranger: { readonly organisationId: string; readonly administrator: Person }
  readonly engagementId: string
  /** Calls through the door as somebody; gives the output. Throws a Refusal for a "no". */
  call<I extends z.ZodObject, O extends z.ZodType>(
    who: Person | undefined,
    declaration: Declaration<I, O>,
    input: z.input<I>,
    options?: CallOptions,
  ): Promise<z.output<O>>
  /** A new person with roles in the world's engagement. */
  member(side: 'client' | 'provider', roles: readonly Role[], kind?: 'person' | 'ai'): Promise<Person>
  /** A new engagement between the same two companies. */
  engagement(): Promise<string>
  id(): string
}

const start = 1_767_596_400_000

export async function testWorld(): Promise<World> {
  const database = await testDatabase()
  const secrets = secretsOf(randomBytes(32))
  const clock = testClock()
  const filesFolder = mkdtempSync(join(tmpdir(), 'counterpart-files-'))
  const failures: unknown[] = []
  const app = assemble({ database, secrets, clock, filesFolder, failed: (error) => failures.push(error) })
  afterAll(async () => {
    await app.stop()
    rmSync(filesFolder, { recursive: true, force: true })
    if (failures.length > 0) throw new AggregateError(failures, 'background work failed')
  })
  return populate({ app, database, secrets, clock, filesFolder })
}

type Bare = Pick<World, 'app' | 'database' | 'secrets' | 'clock' | 'filesFolder'>

async function populate(bare: Bare): Promise<World> {
  const id = () => newUuid(bare.clock.now())
  const call: World['call'] = async (who, declaration, input, options = {}) => {
    const answer = await bare.app.door.execute(declaration, {
      credential: { kind: 'secret', secret: who?.secret },
      input,
      idempotencyKey: options.key ?? id(),
      ...(options.ifMatch === undefined ? {} : { ifMatch: options.ifMatch }),
      ...(options.bytes === undefined ? {} : { bytes: options.bytes }),
    })
    return answer.output as never
  }
  const operator = await installOperator(bare.database, bare.clock.now())
  const person = async (
    by: Person,
    organisationId: string,
    standing: 'administrator' | 'member',
    kind: 'person' | 'ai',
  ) => {
    const principalId = id()
    await call(by, addPrincipal, { organisationId, principalId, kind, name: 'Test Person', standing })
    const key = await call(by, createApiKey, { principalId, credentialId: id(), label: 'test' })
    return { principalId, secret: key.secret }
  }
  const organisation = async (name: string, country: string, zone: string) => {
    const organisationId = id()
    await call(operator, createOrganisation, { organisationId, name, country, zone })
    return { organisationId, administrator: await person(operator, organisationId, 'administrator', 'person') }
  }
  const client = await organisation('Halden Insurance', 'NO', 'Europe/Oslo')
  const provider = await organisation('Mabini Services', 'PH', 'Asia/Manila')
  const stranger = await organisation('Somebody Else', 'DE', 'Europe/Berlin')
  const engagement = async () => {
    const engagementId = id()
    const parties = { clientId: client.organisationId, providerId: provider.organisationId }
    await call(client.administrator, openEngagement, { engagementId, name: 'Motor claims intake', ...parties })
    return engagementId
  }
  const engagementId = await engagement()
  const member: World['member'] = async (side, roles, kind = 'person') => {
    const { organisationId, administrator } = side === 'client' ? client : provider
    const made = await person(administrator, organisationId, 'member', kind)
    await call(administrator, addMember, {
      engagementId,
      principalId: made.principalId,
      party: side,
      roles: [...roles],
    })
    return made
  }
  return { ...bare, operator, client, provider, stranger, engagementId, call, member, engagement, id }
}

function testClock(): TestClock {
  let at = start
  return {
    now: () => at,
    set: (to) => {
      at = to
    },
    advance: (millis) => {
      at += millis
    },
  }
}

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import { assemble } from '../../src/app/assemble.ts'
import { installOperator } from '../../src/app/operator.ts'
import { addMember, openEngagement } from '../../src/kernel/access/commands.ts'
import { rolesOfParty } from '../../src/kernel/access/model.ts'
import type { Declaration } from '../../src/kernel/command.ts'
import { openDatabase, type OpenedDatabase } from '../../src/kernel/database/open.ts'
import { addPrincipal, createApiKey, createOrganisation } from '../../src/kernel/identity/commands.ts'
import { secretsOf } from '../../src/kernel/secrets.ts'
import { systemClock } from '../../src/kernel/time/clock.ts'
import { newUuid } from '../../src/kernel/uuid.ts'

/** The product without its HTTP server, on a Postgres of its own with fsync on: one engagement, two people. */
export interface Workshop {
  readonly engagementId: string
  /** Keys of somebody of the client and of the provider who may do everything there. */
  readonly gateway: string
  readonly agent: string
  readonly organisations: { readonly clientId: string; readonly providerId: string }
  readonly address: OpenedDatabase['address']
  readonly database: OpenedDatabase['database']
  call<I extends z.ZodObject, O extends z.ZodType>(
    secret: string,
    declaration: Declaration<I, O>,
    input: z.input<I>,
    chunks?: readonly Uint8Array[],
  ): Promise<z.output<O>>
  id(): string
  close(): Promise<void>
}

export async function openWorkshop(): Promise<Workshop> {
  const folder = mkdtempSync(join(tmpdir(), 'counterpart-bench-'))
  const migrationsFolder = resolve(import.meta.dirname, '../../migrations')
  const opened = await openDatabase({ dataFolder: folder, migrationsFolder })
  const parts = { database: opened.database, secrets: secretsOf(randomBytes(32)), clock: systemClock }
  const app = assemble({ ...parts, filesFolder: folder, failed: (error) => console.error(error) })
  const id = () => newUuid(systemClock.now())
  const call: Workshop['call'] = async (secret, declaration, input, chunks) => {
    const credential = { kind: 'secret', secret } as const
    const bytes = chunks === undefined ? {} : { bytes: Readable.from(chunks) }
    return (await app.door.execute(declaration, { credential, input, idempotencyKey: id(), ...bytes })).output as never
  }
  const operator = (await installOperator(opened.database, systemClock.now())).secret
  const people = await populate(call, id, operator)
  const close = async () => {
    await app.stop()
    await opened.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...people, address: opened.address, database: opened.database, call, id, close }
}

async function populate(call: Workshop['call'], id: () => string, operator: string) {
  const engagementId = id()
  const company = async (name: string, country: string, zone: string) => {
    const organisationId = id()
    await call(operator, createOrganisation, { organisationId, name, country, zone })
    const administrator = await person(operator, organisationId, 'administrator')
    return { organisationId, administrator: administrator.secret }
  }
  const person = async (by: string, organisationId: string, standing: 'administrator' | 'member') => {
    const principalId = id()
    await call(by, addPrincipal, { organisationId, principalId, kind: 'person', name: 'Bench Person', standing })
    const { secret } = await call(by, createApiKey, { principalId, credentialId: id(), label: 'bench' })
    return { principalId, secret }
  }
  const client = await company('Halden Insurance', 'NO', 'Europe/Oslo')
  const provider = await company('Mabini Services', 'PH', 'Asia/Manila')
  const organisations = { clientId: client.organisationId, providerId: provider.organisationId }
  await call(client.administrator, openEngagement, { engagementId, name: 'Motor claims intake', ...organisations })
  const member = async (of: typeof client, party: 'client' | 'provider') => {
    const { principalId, secret } = await person(of.administrator, of.organisationId, 'member')
    await call(of.administrator, addMember, { engagementId, principalId, party, roles: [...rolesOfParty[party]] })
    return secret
  }
  const gateway = await member(client, 'client')
  const agent = await member(provider, 'provider')
  return { engagementId, gateway, agent, organisations }
}

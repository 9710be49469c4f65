import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import { connectDatabase } from './connect.ts'
import type { DatabaseAddress } from './session/login.ts'
import { sql } from './sql.ts'
import { testDatabase } from './testing.ts'

const given = inject('testPostgres').address.kind === 'url'
const folder = mkdtempSync(path.join(os.tmpdir(), 'counterpart-trips-'))
const database = await testDatabase()
let trips = 0

/** Passes on what a client says only after a pause, so that what it says in one breath counts as one trip. */
const relay = createServer((client) => {
  const server = connect(socketOf(database.address))
  let held: Buffer[] = []
  client.on('data', (chunk: Buffer) => {
    if (held.length === 0) setTimeout(passOn, 15)
    held.push(chunk)
  })
  const passOn = (): void => {
    trips += 1
    server.write(Buffer.concat(held))
    held = []
  }
  server.pipe(client)
  const end = (one: Socket, other: Socket): unknown =>
    one.on('close', () => other.destroy()).on('error', () => undefined)
  end(client, server)
  end(server, client)
})

afterAll(() => {
  relay.close()
  rmSync(folder, { recursive: true })
})

function socketOf(address: DatabaseAddress): string {
  return address.kind === 'socket' ? path.join(address.folder, '.s.PGSQL.5432') : ''
}

test.skipIf(given)('a command that reads, writes and commits costs two round trips, a reading one', async () => {
  relay.listen(path.join(folder, '.s.PGSQL.5432'))
  const relayed = { ...database.address, folder } as DatabaseAddress
  const through = await connectDatabase(relayed, { connectionsMax: 1 })
  const tripsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = trips
    await work()
    return trips - before
  }
  const command = (): Promise<unknown> =>
    through.tenant('an engagement', async (tx) => {
      await tx.query(sql`select ${1}::int4`)
      for (let index = 0; index < 5; index += 1) tx.later(sql`select ${index}::int4`)
    })
  expect(await tripsOf(command)).toBe(2)
  expect(await tripsOf(() => through.read('an engagement', (tx) => tx.query(sql`select 1`)))).toBe(1)
  await through.close()
})

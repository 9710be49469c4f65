import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { connectDatabase } from './connect.ts'
import { CommitUnknownError, DatabaseOverloadError, isConnectionLost, isForbiddenByPolicy } from './errors.ts'
import { isCheckViolation, isForeignKeyViolation, isUniqueViolation, isWorthRepeating } from './errors.ts'
import { loginAs } from './session/login.ts'
import { sql } from './sql.ts'
import { testDatabase } from './testing.ts'
import type { Tx } from './transaction.ts'

const database = await testDatabase()

beforeAll(async () => {
  await asOwner(`
    create table note (
      engagement_id text not null, id int not null, text text not null check (text <> ''),
      constraint note_pkey primary key (engagement_id, id));
    alter table note enable row level security;
    alter table note force row level security;
    create policy note_of_engagement on note
      using (engagement_id = nullif(current_setting('counterpart.engagement', true), ''));
    create table late (id int, ref int, constraint late_unique unique (id) deferrable initially deferred);
    create table parent (id int primary key);
    create table child (id int constraint child_parent references parent (id));`)
})

async function asOwner(text: string): Promise<void> {
  const client = new Client(loginAs(database.address, 'owner'))
  await client.connect()
  await client.query(text)
  await client.end()
}

const write = (tx: Tx, engagementId: string, id: number, text = 'a note'): Promise<unknown> =>
  tx.query(sql`insert into note (engagement_id, id, text) values (${engagementId}, ${id}, ${text})`)
const ids = (tx: Tx): Promise<{ id: number }[]> => tx.query(sql`select id from note order by id`)

test('an engagement sees and writes its own rows only', async () => {
  await database.tenant('own-a', (tx) => write(tx, 'own-a', 1))
  await database.tenant('own-b', (tx) => write(tx, 'own-b', 2))
  expect(await database.tenant('own-a', ids)).toEqual([{ id: 1 }])
  expect(await database.read('own-b', ids)).toEqual([{ id: 2 }])
  expect(await database.directory(ids)).toEqual([])
  expect(await database.read(null, ids)).toEqual([])
  const crossing = database.tenant('own-a', (tx) => write(tx, 'own-b', 3))
  await expect(crossing).rejects.toSatisfy(isForbiddenByPolicy)
  await expect(database.tenant('', ids)).rejects.toThrow('needs the identifier')
})

test('the engagement of one transaction is gone in the next one on the same connection', async () => {
  const single = await connectDatabase(database.address, { connectionsMax: 1 })
  const context = (tx: Tx): Promise<unknown[]> =>
    tx.query(sql`select coalesce(current_setting('counterpart.engagement', true), '') as e, pg_backend_pid() as pid`)
  const [before] = (await single.tenant('leak', context)) as { e: string; pid: number }[]
  await single.tenant('leak', () => Promise.reject(new Error('given up'))).catch(() => undefined)
  const [after] = (await single.directory(context)) as { e: string; pid: number }[]
  const [reading] = (await single.read(null, context)) as { e: string; pid: number }[]
  expect(before?.e).toBe('leak')
  expect(after).toEqual({ e: '', pid: before?.pid })
  expect(reading).toEqual({ e: '', pid: before?.pid })
  await single.close()
})

test('under load no transaction sees the engagement of another', async () => {
  const engagements = Array.from({ length: 12 }, (_, index) => `mix-${index}`)
  await Promise.all(
    Array.from({ length: 400 }, async (_, index) => {
      const own = engagements[index % engagements.length] ?? ''
      const way = index % 3 === 0 ? database.read.bind(database) : database.tenant.bind(database)
      const rows = await way(own, (tx) => tx.query(sql`select current_setting('counterpart.engagement') as e`))
      expect(rows).toEqual([{ e: own }])
    }),
  )
})

test('an error of a statement that nobody waits for surfaces, and nothing is kept', async () => {
  await database.tenant('later', (tx) => write(tx, 'later', 1))
  const failing = database.tenant('later', async (tx) => {
    tx.later(sql`insert into note values ('later', 2, 'kept?')`)
    tx.later(sql`insert into note values ('later', 1, 'twice')`)
    tx.later(sql`insert into note values ('later', 3, 'after the failure')`)
    return 'done'
  })
  await expect(failing).rejects.toSatisfy((error) => isUniqueViolation(error, 'note_pkey'))
  expect(await database.tenant('later', ids)).toEqual([{ id: 1 }])
})

test('later statements are carried out in the order they were made', async () => {
  const result = await database.tenant('order', async (tx) => {
    tx.later(sql`insert into note values ('order', 1, 'a')`)
    tx.later(sql`update note set text = text || 'b' where id = 1`)
    tx.later(sql`update note set text = text || 'c' where id = 1`)
    return await tx.query(sql`select text from note`)
  })
  expect(result).toEqual([{ text: 'abc' }])
})

test('an error that the work swallows still cannot be committed', async () => {
  const swallowing = database.tenant('swallow', async (tx) => {
    await write(tx, 'swallow', 1)
    await write(tx, 'swallow', 2, '').catch(() => undefined)
    return 'looks fine'
  })
  await expect(swallowing).rejects.toSatisfy(isCheckViolation)
  expect(await database.tenant('swallow', ids)).toEqual([])
  const reading = database.read('swallow', async (tx) => {
    await tx.query(sql`select 1/0`).catch(() => undefined)
  })
  await expect(reading).rejects.toThrow('division by zero')
})

test('what is thrown is the cause, not its echo in the statements after it', async () => {
  const echoing = database.tenant('echo', async (tx) => {
    tx.later(sql`select 1/0`)
    await tx.query(sql`select 1`)
  })
  await expect(echoing).rejects.toThrow('division by zero')
})

test('a constraint that is checked at COMMIT is an error of the commit', async () => {
  const committing = database.directory(async (tx) => {
    tx.later(sql`insert into late values (1), (1)`)
  })
  await expect(committing).rejects.toSatisfy((error) => isUniqueViolation(error, 'late_unique'))
  expect(await database.directory((tx) => tx.query(sql`select id from late`))).toEqual([])
  const orphan = database.directory((tx) => tx.query(sql`insert into child values (7)`))
  await expect(orphan).rejects.toSatisfy((error) => isForeignKeyViolation(error, 'child_parent'))
})

test('a thrown refusal rolls back and arrives as it is', async () => {
  const refusal = new Error('not allowed')
  const refused = database.tenant('refused', async (tx) => {
    await write(tx, 'refused', 1)
    throw refusal
  })
  await expect(refused).rejects.toBe(refusal)
  expect(await database.tenant('refused', ids)).toEqual([])
})

test('a value that cannot be sent fails its transaction and leaves the connection usable', async () => {
  const single = await connectDatabase(database.address, { connectionsMax: 1 })
  const circular: { self?: unknown } = {}
  circular.self = circular
  await expect(single.directory((tx) => tx.query(sql`select ${circular}::jsonb`))).rejects.toThrow('circular')
  await expect(single.directory((tx) => tx.query(sql`select ${'a\0b'}::text`))).rejects.toThrow()
  expect(await single.directory((tx) => tx.query(sql`select ${1}::int4 as one`))).toEqual([{ one: 1 }])
  await single.close()
})

test('a transaction that has ended takes no more statements', async () => {
  const escaped = await database.directory((tx) => Promise.resolve({ tx }))
  await expect(escaped.tx.query(sql`select 1`)).rejects.toThrow('has ended')
  expect(() => escaped.tx.later(sql`select 1`)).toThrow('has ended')
})

test('a reading transaction cannot write and sees one snapshot', async () => {
  const writing = database.read('snapshot', (tx) => write(tx, 'snapshot', 1))
  await expect(writing).rejects.toThrow('read-only transaction')
  const seen = await database.read('snapshot', async (tx) => {
    const before = await ids(tx)
    await database.tenant('snapshot', (other) => write(other, 'snapshot', 2))
    return [before, await ids(tx)]
  })
  expect(seen).toEqual([[], []])
  expect(await database.read('snapshot', ids)).toEqual([{ id: 2 }])
})

test('the reader may look at its engagement and write nothing', async () => {
  const reader = await connectDatabase(database.address, { role: 'reader', connectionsMax: 1 })
  await database.tenant('reader', (tx) => write(tx, 'reader', 1))
  expect(await reader.tenant('reader', ids)).toEqual([{ id: 1 }])
  expect(await reader.tenant('another', ids)).toEqual([])
  await expect(reader.tenant('reader', (tx) => write(tx, 'reader', 2))).rejects.toSatisfy(isForbiddenByPolicy)
  await reader.close()
})

test('no session of the app can become another role or change a table', async () => {
  for (const statement of [sql`alter table note disable row level security`, sql`drop table note`]) {
    await expect(database.directory((tx) => tx.query(statement))).rejects.toThrow('must be owner')
  }
  const roles = await database.directory(async (tx) => {
    tx.later(sql`reset role`)
    return await tx.query(sql`select current_user::text as name, (select rolsuper or rolbypassrls from pg_roles
      where rolname = current_user) as unbound`)
  })
  expect(roles).toEqual([{ name: 'counterpart_app', unbound: false }])
})

test('values arrive as they were sent', async () => {
  const instant = 1_795_295_639_123
  const [row] = await database.directory((tx) =>
    tx.query(sql`select ${9007199254740991n}::int8 as large, ${sql.instant(instant)} as at, ${'0.10'}::numeric as rate,
      ${Buffer.from([0, 255])}::bytea as bytes, ${'2026-02-28'}::date as day, ${{ a: [1, null] }}::jsonb as body,
      ${['x', 'y"{']}::text[] as list, ${[1n, 2n]}::int8[] as numbers, ${null}::text as nothing`),
  )
  expect(row).toEqual({
    large: 9007199254740991,
    at: instant,
    rate: '0.10',
    bytes: Buffer.from([0, 255]),
    day: '2026-02-28',
    body: { a: [1, null] },
    list: ['x', 'y"{'],
    numbers: [1, 2],
    nothing: null,
  })
})

test('one transaction more than may wait is refused at once; the others are served', async () => {
  const small = await connectDatabase(database.address, { connectionsMax: 1, waitingMax: 2 })
  const hold = (): Promise<unknown> => small.directory((tx) => tx.query(sql`select pg_sleep(0.2)`))
  const running = [hold(), hold(), hold()]
  await expect(hold()).rejects.toBeInstanceOf(DatabaseOverloadError)
  expect(await Promise.allSettled(running)).toMatchObject([1, 2, 3].map(() => ({ status: 'fulfilled' })))
  await small.close()
})

test('a transaction that waits too long for a connection is told so', async () => {
  const small = await connectDatabase(database.address, { connectionsMax: 1, waitMillisMax: 150 })
  const holding = small.directory((tx) => tx.query(sql`select pg_sleep(0.5)`))
  await expect(small.directory(ids)).rejects.toBeInstanceOf(DatabaseOverloadError)
  await holding
  await small.close()
})

test('a statement that runs too long is ended, and a lock is not waited for without end', async () => {
  const hasty = await connectDatabase(database.address, { statementTimeoutMillis: 100, lockTimeoutMillis: 50 })
  await expect(hasty.directory((tx) => tx.query(sql`select pg_sleep(5)`))).rejects.toThrow('statement timeout')
  await database.tenant('lock', (tx) => write(tx, 'lock', 1))
  await database.tenant('lock', async (tx) => {
    await tx.query(sql`select from note for update`)
    const second = hasty.tenant('lock', (other) => other.query(sql`select from note for update`))
    await expect(second).rejects.toSatisfy(isWorthRepeating)
  })
  await hasty.close()
})

test('a transaction whose work does not go on is ended by the server', async () => {
  const patient = await connectDatabase(database.address, { idleInTransactionTimeoutMillis: 50, connectionsMax: 1 })
  const idling = patient.directory(async (tx) => {
    await tx.query(sql`select 1`)
    await sleep(300)
  })
  await expect(idling).rejects.toSatisfy(isConnectionLost)
  expect(await patient.directory((tx) => tx.query(sql`select 1 as one`))).toEqual([{ one: 1 }])
  await patient.close()
})

test('a broken connection fails its own transaction only and is replaced', async () => {
  const single = await connectDatabase(database.address, { connectionsMax: 1 })
  const broken = single.directory(async (tx) => {
    const [row] = await tx.query<{ pid: number }>(sql`select pg_backend_pid() as pid`)
    await endBackend(row?.pid ?? 0)
    await tx.query(sql`select 1`)
  })
  await expect(broken).rejects.toSatisfy(isConnectionLost)
  expect(await single.directory((tx) => tx.query(sql`select 1 as one`))).toEqual([{ one: 1 }])
  await single.close()
})

test('a connection that breaks while COMMIT is under way leaves the outcome open, and says so', async () => {
  const single = await connectDatabase(database.address, { connectionsMax: 1 })
  await asOwner(`create function linger() returns trigger language plpgsql as
    $$ begin perform pg_sleep(3); return null; end $$;
    create table slow (id int);
    create constraint trigger lingering after insert on slow deferrable initially deferred
      for each row execute function linger()`)
  const inDoubt = single.directory(async (tx) => {
    const [row] = await tx.query<{ pid: number }>(sql`select pg_backend_pid() as pid`)
    tx.later(sql`insert into slow values (1)`)
    setTimeout(() => void endBackend(row?.pid ?? 0), 200)
  })
  await expect(inDoubt).rejects.toBeInstanceOf(CommitUnknownError)
  await single.close()
})

async function endBackend(pid: number): Promise<void> {
  const client = new Client(loginAs(database.address, 'administrator'))
  await client.connect()
  await client.query('select pg_terminate_backend($1, 1000)', [pid])
  await client.end()
}

test('a database that cannot be reached is reported, not waited for without end', async () => {
  const nowhere = { kind: 'socket', folder: '/nonexistent/counterpart', database: 'x' } as const
  await expect(connectDatabase(nowhere, { waitMillisMax: 300 })).rejects.toSatisfy(isConnectionLost)
  const badUrl = { kind: 'url', url: 'mysql://u:secret@h/d' } as const
  await expect(connectDatabase(badUrl)).rejects.toThrow('DATABASE_URL')
  await expect(connectDatabase(badUrl)).rejects.not.toThrow('secret')
})

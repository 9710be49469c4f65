// The limit that Postgres itself sets: the statements of one receive-work-item, one transaction each, sent by pgbench
// (Debian: postgresql-client or postgresql-contrib) with prepared statements; same schema, roles, policies, fsync on.
// Run: node bench/bare-sql.ts [seconds a round]
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openDatabase } from '../src/kernel/database/open.ts'
import { median, print, type Timed } from './support/timing.ts'

const seconds = Number(process.argv[2] ?? 4)
const script = String.raw`\set n random(1, 9000000000000000000)
begin;
select set_config('counterpart.engagement', :e, true);
select answer from command_answer 
  where engagement_id = :e::uuid and principal_id = :e::uuid and idempotency_key = :n::text;
select work_item_id from work_item where engagement_id = :e::uuid and work_item_id = md5(:n::text)::uuid
  union all select work_item_id from work_item where engagement_id = :e::uuid and reference = md5(:n::text);
insert into work_item (engagement_id, work_item_id, reference, queue, state, version, origin, received_at)
  values (:e::uuid, md5(:n::text)::uuid, md5(:n::text), 'claims', 'open', 1, 'live', 1767596400000);
insert into work_item_event (engagement_id, work_item_id, sequence, name, occurred_at, actor_id, entry_id)
  values (:e::uuid, md5(:n::text)::uuid, 1, 'received', 1767596400000, :e::uuid, md5(:n::text));
insert into record_entry (engagement_id, entry_id, actor_id, type, subject, subject_version, recorded_at,
    leaf_hash, bytes)
  values (:e::uuid, md5(:n::text), :e::uuid, 'work-item-received', 'work-item/' || md5(:n::text), 1, 1767596400000,
    sha256(:n::text::bytea), repeat('x', 600)::bytea);
insert into record_pending (engagement_id, actor_id, entry_id) values (:e::uuid, :e::uuid, md5(:n::text));
insert into command_answer (engagement_id, principal_id, idempotency_key, command, input_hash, answer,
    is_sealed, answered_at)
  values (:e::uuid, :e::uuid, 'key-' || md5(:n::text), 'receive-work-item', sha256(:n::text::bytea),
    repeat('x', 300)::bytea, false, 1767596400000);
commit;
`

const folder = mkdtempSync(join(tmpdir(), 'counterpart-bench-'))
const migrationsFolder = resolve(import.meta.dirname, '../migrations')
const opened = await openDatabase({ dataFolder: join(folder, 'data'), migrationsFolder })
const { address } = opened
const engagementId = randomUUID()
writeFileSync(join(folder, 'receive.sql'), script)

/** One run of pgbench, with the time of every transaction out of its log. */
function run(callers: number): Timed {
  if (address.kind !== 'socket') throw new Error('The database is a managed one.')
  const log = join(folder, `log-${callers}`)
  const flags = ['-n', '-M', 'prepared', '-f', join(folder, 'receive.sql'), '-c', String(callers), '-j', '1']
  const where = ['-h', address.folder, '-U', 'counterpart_app', address.database]
  const given = ['-T', String(seconds), '-D', `e=${engagementId}`, '-l', `--log-prefix=${log}`]
  const done = spawnSync('pgbench', [...flags, ...given, ...where], { encoding: 'utf8' })
  if (done.error !== undefined) throw new Error('pgbench is not installed: apt-get install postgresql-contrib')
  if (done.status !== 0) throw new Error(done.stderr)
  const files = readdirSync(folder).filter((name) => name.startsWith(`log-${callers}.`))
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
  for (const name of files) rmSync(join(folder, name))
  const micros = lines.map((line) => Number(line.split(' ')[2])).sort((a, b) => a - b)
  const at = (share: number) => (micros[Math.floor(micros.length * share)] ?? 0) / 1_000
  return { perSecond: micros.length / seconds, p50Millis: at(0.5), p99Millis: at(0.99) }
}

run(16)
for (const callers of [1, 16, 64]) {
  print(`bare SQL by pgbench, ${callers} connections`, await median(3, () => Promise.resolve(run(callers))))
}
await opened.close()
rmSync(folder, { recursive: true, force: true })

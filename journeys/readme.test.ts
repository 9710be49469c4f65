import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startProduct } from './support/product.ts'

const root = resolve(import.meta.dirname, '..')
const dataFolder = mkdtempSync(join(tmpdir(), 'counterpart-readme-'))
const product = await startProduct({ dataFolder })
afterAll(async () => {
  await product.stop()
  rmSync(dataFolder, { recursive: true, force: true })
})

/** The lines of the README's block that holds a text, as a reader copies them. */
function blockWith(text: string): string[] {
  const blocks = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)
  const found = [...blocks].map((block) => block[1] ?? '').find((block) => block.includes(text))
  return (found ?? '').trim().split('\n')
}

/** Runs a line in a shell at the root of the project; bundles land in the data folder. */
function run(line: string): { status: number | null; output: string } {
  const inFolder = line.replaceAll(/\b([\w-]+\.bundle)/g, join(dataFolder, '$1'))
  const environment = { PATH: process.env['PATH'], COUNTERPART_DATA: dataFolder }
  const done = spawnSync('sh', ['-c', inFolder], { cwd: root, env: environment, encoding: 'utf8' })
  return { status: done.status, output: done.stdout + done.stderr }
}

test("the README's three lines run as printed: import, derive, verify", () => {
  const lines = blockWith('import-log')
  expect(lines).toHaveLength(3)
  const [imported, derived, verified] = lines.map(run)
  expect(imported).toMatchObject({ status: 0 })
  expect(imported?.output).toContain('738 cases, 738 new work items, 10002 events recorded')
  expect(derived).toMatchObject({ status: 0 })
  expect(derived?.output).toContain('missed-minimum')
  expect(verified).toMatchObject({ status: 0 })
  expect(verified?.output).toContain('1 recomputed to the same bytes, 1 approved by both parties')
  expect(verified?.output).toMatch(/^invoices\s+1 recomputed to the same bytes$/m)
})

test('the built verifier needs nothing but itself and says the same; one changed byte is named', () => {
  const bundle = join(dataFolder, 'january.bundle')
  const verifier = join(root, 'dist/counterpart-verify.mjs')
  const alone = () => spawnSync(process.execPath, [verifier, bundle], { cwd: dataFolder, encoding: 'utf8', env: {} })
  expect(alone()).toMatchObject({ status: 0, stderr: '' })
  const flipped = run("sed -i '200s/observe/obserVe/' january.bundle; ./counterpart verify january.bundle")
  expect(flipped.status).toBe(1)
  expect(flipped.output).toContain('INVALID')
})

test("a reader's own CSV works the same, with a mapping that is proposed from the log", () => {
  const csv = join(dataFolder, 'own.csv')
  const rows = ['case_id,activity,timestamp', ...[1, 2, 3].flatMap((n) => rowsOf(n))].join('\\n')
  const scanned = run(`printf '${rows}\\n' > ${csv}; ./counterpart scan-log ${csv} --zone Europe/Oslo`)
  expect(scanned.output).toContain('3 cases')
  const imported = run(`./counterpart import-log ${csv} --into-current --zone Europe/Oslo`)
  expect(imported).toMatchObject({ status: 0 })
  expect(imported.output).toContain('3 new work items, 6 events recorded')
  expect(run(`./counterpart import-log ${csv} --into-current --zone Europe/Oslo`).output).toContain('6 known before')
})

function rowsOf(n: number): string[] {
  return [`OWN-${n},call received,2026-02-0${n} 09:00:00`, `OWN-${n},call closed,2026-02-0${n} 10:00:00`]
}

const teleclaims = resolve(root, '../shared/data/eventlogs/02_teleclaims.xes.gz')

test('a real log of 3,512 claims settles to the figures counted from it by hand', ({ skip }) => {
  if (!existsSync(teleclaims)) skip(`${teleclaims} is absent`)
  const files = '--terms templates/teleclaims.terms.yaml --mapping templates/teleclaims.mapping.json'
  expect(run(`./counterpart import-log ${teleclaims} ${files}`).output).toContain('3512 cases, 3512 new work items')
  const derived = run('./counterpart derive-statement 1970-01 --out teleclaims.bundle')
  expect(derived.output).toMatch(/S3 +missed-minimum +94\.69 % +1871 of 1976/)
  expect(derived.output).toMatch(/net +EUR 24088\.33/)
  expect(run('./counterpart verify teleclaims.bundle').output).toContain('1 recomputed to the same bytes, 1 approved')
}, 120_000)

test('the command line says what is wrong with its words, and exits with 2', () => {
  expect(run('./counterpart no-such-thing')).toMatchObject({ status: 2 })
  expect(run('./counterpart work-items --colour red')).toMatchObject({ status: 2 })
  expect(run('./counterpart work-items --key cpk_wrong')).toMatchObject({ status: 1 })
  expect(run('COUNTERPART_URL=http://127.0.0.1:9 ./counterpart me')).toMatchObject({ status: 3 })
  const help = run('./counterpart help claim-next-work-item').output
  expect(help).toMatch(/^Examples\n {2}\.\/counterpart claim-next-work-item/)
})

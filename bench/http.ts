// Requests a second through HTTP: the real server in a process of its own, connections kept alive; fsync on.
// Commands that receive work items, then a mix with three reads to each command. The caller's own work is on the
// same cores. Run: node bench/http.ts [seconds a round]
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDesk } from '../journeys/support/desk.ts'
import { startProduct } from '../journeys/support/product.ts'
import { median, print, underLoad } from './support/timing.ts'

const roundMillis = Number(process.argv[2] ?? 4) * 1_000
const folder = mkdtempSync(join(tmpdir(), 'counterpart-bench-'))
const flags =
  process.env['BENCH_PROFILE'] === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_PROFILE']}`]
const product = await startProduct({ dataFolder: folder, flags })
const { engagementId, gateway } = await openDesk(product.url, product.operator, 1)
const agent = new Agent({ keepAlive: true, maxSockets: 256 })
const path = `/api/engagements/${engagementId}/work-items`
const ids: string[] = []

function send(method: 'POST' | 'GET', url: string, body?: string): Promise<void> {
  const headers = {
    authorization: `Bearer ${gateway.secret}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
  }
  return new Promise((done, failed) => {
    const sent = request(`${product.url}${url}`, { method, agent, headers }, (response) => {
      response.resume()
      response.once('end', () =>
        response.statusCode === 200 ? done() : failed(new Error(`${method} ${url}: ${response.statusCode}`)),
      )
    })
    sent.once('error', failed)
    sent.end(body)
  })
}

async function receive(): Promise<void> {
  const workItemId = randomUUID()
  await send('POST', path, JSON.stringify({ workItemId, reference: workItemId, queue: 'claims' }))
  ids.push(workItemId)
}

let turn = 0
function mixed(): Promise<void> {
  turn += 1
  if (turn % 4 === 0) return receive()
  if (turn % 4 === 1) return send('GET', `${path}?limit=20`)
  return send('GET', `${path}/${ids[turn % ids.length] ?? ''}`)
}

await underLoad(16, roundMillis, receive)
for (const callers of [1, 16, 64]) {
  print(`commands through HTTP, ${callers} callers`, await median(3, () => underLoad(callers, roundMillis, receive)))
}
for (const callers of [16, 64]) {
  const timed = await median(3, () => underLoad(callers, roundMillis, mixed))
  print(`requests through HTTP, 1 command to 3 reads, ${callers} callers`, timed)
}
agent.destroy()
await product.stop()
rmSync(folder, { recursive: true, force: true })

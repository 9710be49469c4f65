import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Door } from '../execute.ts'
import { recordEntries } from '../record/reading/commands.ts'
import type { Sequencer } from '../record/sequencer.ts'
import { invalidInput, overLimit } from '../refusal.ts'
import { secretOf } from './routes.ts'

const streamsMax = 500
const pageRows = 200
const pollMillis = 1_000
const keepAliveMillis = 15_000
const Start = z.coerce.number().int().min(0)

const streamHeaders = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }

type Page = z.infer<typeof recordEntries.output>

const Params = z.object({ engagementId: z.string() })
const From = z.object({ from: z.unknown() })

/**
 * The record as server-sent events, by leaf index: `id` is the index, so a client that comes back with
 * Last-Event-ID misses nothing and sees nothing twice. Rights are tested again for every page.
 */
export function addFeed(app: FastifyInstance, door: Door, sequencer: Pick<Sequencer, 'onGrowth'>): void {
  const open = new Set<Stream>()
  // A stream never ends by itself: a server that closes ends them, or it would wait for ever.
  app.addHook('preClose', (done) => {
    for (const stream of open) stream.end()
    done()
  })
  const url = '/api/engagements/:engagementId/record/stream'
  app.get(url, { exposeHeadRoute: false }, async (request, reply) => {
    if (open.size >= streamsMax) throw overLimit.because('Too many open streams; read record-entries by pages instead.')
    const { engagementId } = Params.parse(request.params)
    const readPage = async (from: number): Promise<Page> => {
      const credential = { kind: 'secret', secret: secretOf(request) } as const
      const answer = await door.execute(recordEntries, { credential, input: { engagementId, from, limit: pageRows } })
      return answer.output as Page
    }
    const stream = streamOf(reply.raw)
    open.add(stream)
    try {
      const first = await readPage(startOf(request))
      reply.hijack()
      const unsubscribe = sequencer.onGrowth((grown) => grown === engagementId && stream.wake())
      await send(stream, reply.raw, first, readPage).finally(unsubscribe)
    } finally {
      open.delete(stream)
    }
    return reply
  })
}

/** The leaf to begin with: after Last-Event-ID, which a browser sends by itself, or else as `from` says. */
function startOf(request: FastifyRequest): number {
  const { from } = From.parse({ from: undefined, ...(request.query as object) })
  const last = request.headers['last-event-id']
  const start = Start.safeParse(typeof last === 'string' && last !== '' ? last : (from ?? 0))
  if (!start.success)
    throw invalidInput.because('Last-Event-ID, or else from, is a leaf index: a whole number from 0 on.')
  return typeof last === 'string' && last !== '' ? start.data + 1 : start.data
}

/** One open feed: `over` once its client has gone or the server closes; `news` waits for a wake or a moment. */
interface Stream {
  readonly isOver: () => boolean
  readonly wake: () => void
  readonly end: () => void
  readonly news: () => Promise<void>
}

function streamOf(raw: ServerResponse): Stream {
  let ended = false
  let wake = () => {}
  const end = () => {
    ended = true
    wake()
    // Nothing more can be said to a client that does not read.
    if (raw.writableNeedDrain) raw.destroy()
  }
  raw.on('close', end)
  raw.on('error', end)
  return {
    isOver: () => ended || raw.closed,
    wake: () => wake(),
    end,
    // A moment only, in case another process placed the entries.
    news: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, pollMillis)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
  }
}

async function send(stream: Stream, raw: ServerResponse, first: Page, readPage: (from: number) => Promise<Page>) {
  // The connection is used once, so that it is not kept for others, and waited for, when the server closes.
  raw.writeHead(200, { ...streamHeaders, connection: 'close' })
  raw.flushHeaders()
  const keepAlive = setInterval(() => raw.write(': alive\n\n'), keepAliveMillis)
  try {
    for (let page = first; !stream.isOver(); page = await readPage(page.nextFrom)) {
      const events = page.rows.map((row) => `id: ${row.leafIndex}\nevent: entry\ndata: ${JSON.stringify(row)}\n\n`)
      // A client that reads slowly is waited for, so that no record piles up in memory.
      if (events.length === 0) await stream.news()
      else if (!raw.write(events.join(''))) await drained(raw)
    }
  } catch {
    raw.write(
      'event: ended\ndata: {"reason":"the feed is closed to you, or broke off; come back with Last-Event-ID"}\n\n',
    )
  } finally {
    clearInterval(keepAlive)
    raw.end()
  }
}

function drained(raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      raw.off('drain', go).off('close', go)
      resolve()
    }
    raw.on('drain', go).on('close', go)
  })
}

/** Plays two sets of terms over the record, beside the page, with the modules that settle on the server. */
import { sha256, toHex } from '../../../src/kernel/record/format/digest.ts'
import { monotonicMillis } from '../../../src/kernel/time/clock.ts'
import { parseTerms } from '../../../src/terms/model.ts'
import { compare } from '../../../src/terms/replay/comparing.ts'
import type { Order, Told } from './messages.ts'
import { readRecorded } from './recorded-history.ts'

const tellMillis = 100

const tell = (told: Told) => globalThis.postMessage(told, { transfer: [] })

globalThis.addEventListener('message', ({ data }: MessageEvent<Order>) => {
  play(data).then(tell, (error: unknown) =>
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  )
})

async function play(order: Order): Promise<Told> {
  const { a, b, engagement, from, to } = order
  let toldAt = -tellMillis
  const { history, series, entries } = await readRecorded(order.address, (progress) => {
    if (monotonicMillis() - toldAt < tellMillis) return
    toldAt = monotonicMillis()
    tell({ kind: 'reading', ...progress })
  })
  const comparison = compare(parseTerms(a), parseTerms(b), history, {
    engagement,
    treeSize: entries,
    sha256Hex: (bytes) => toHex(sha256(bytes)),
    from,
    to,
    series,
    progress: (done) => tell({ kind: 'settling', ...done }),
  })
  return { kind: 'done', comparison, entries, of: order }
}

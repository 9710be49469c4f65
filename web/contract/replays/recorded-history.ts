import { decodeEntry, type Entry } from '../../../src/kernel/record/format/entry.ts'
import { historyFromEntries, type History } from '../../../src/terms/history.ts'
import { seriesAt, type SeriesBook } from '../../../src/terms/price/series.ts'
import { BundleReader } from '../../../verifier/checks/reading-bundle.ts'
import { SeriesRules } from '../../../verifier/checks/series-rules.ts'

/** What a record tells that settlements are made of. */
export interface Recorded {
  readonly history: History
  /** Values of series that both parties confirmed. */
  readonly series: SeriesBook
  readonly entries: number
}

/**
 * Reads the history from a bundle. Its framing and seal are checked; whether each entry keeps the rules of the record
 * is for the verifier to say.
 * @throws Error where the server refuses the bundle, or the bundle is cut or changed
 */
export async function readRecorded(
  address: string,
  told: (progress: { readonly entries: number; readonly of: number | undefined }) => void,
): Promise<Recorded> {
  const events: { index: number; entry: Entry }[] = []
  const series = new SeriesRules()
  let entries = 0
  const reader = new BundleReader(({ section, ordinal, bytes }) => {
    if (section !== 'entry') return
    entries += 1
    const entry = decodeEntry(bytes)
    if (entry.type === 'series-value-stated') series.state(entry)
    if (entry.type === 'series-value-confirmed') series.confirm(ordinal, entry)
    if (typeof entry.body['event'] === 'string') events.push({ index: ordinal, entry })
  })
  const pieces = (await streamOf(address)).getReader()
  for (;;) {
    const { value, done } = await pieces.read()
    if (done) break
    reader.push(value)
    told({ entries, of: reader.header?.entries })
  }
  const { brokenSeal } = reader.end()
  if (brokenSeal !== undefined) throw brokenSeal
  return { history: historyFromEntries(events), series: seriesAt(series.confirmed)(Infinity), entries }
}

async function streamOf(address: string): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(address)
  if (response.ok && response.body !== null) return response.body
  const { detail } = (await response.json()) as { detail?: string }
  throw new Error(detail ?? `The server answered ${response.status}.`)
}

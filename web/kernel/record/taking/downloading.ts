import { CallRefused } from '../../../lib/calling.ts'

/** How far a bundle has come: bytes, and lines, of which the first says how many entries follow. */
export interface Came {
  readonly bytes: number
  readonly entries: number
  readonly of: number | undefined
}

const lineEnd = 0x0a
const headerBytesMax = 4_096
const tellMillis = 100

/** Fetches a bundle piece by piece; throws an AbortError where it is cancelled. */
export async function downloadBundle(
  address: string,
  signal: AbortSignal,
  told: (came: Came) => void,
  now: () => number,
): Promise<Blob> {
  const response = await fetch(address, { signal })
  if (!response.ok) throw new CallRefused((await response.json()) as ConstructorParameters<typeof CallRefused>[0])
  const reader = response.body?.getReader()
  if (reader === undefined) throw new Error('The answer has no content.')
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let [bytes, lines, toldAt] = [0, 0, -tellMillis]
  let entries: number | undefined
  for (;;) {
    const { value, done } = await reader.read()
    if (done) break
    entries ??= entriesIn(value)
    pieces.push(value)
    bytes += value.length
    for (let at = value.indexOf(lineEnd); at >= 0; at = value.indexOf(lineEnd, at + 1)) lines += 1
    if (now() - toldAt < tellMillis) continue
    toldAt = now()
    told({ bytes, entries: Math.min(Math.max(0, lines - 1), entries ?? 0), of: entries })
  }
  told({ bytes, entries: entries ?? 0, of: entries })
  return new Blob(pieces, { type: 'text/plain' })
}

/** What the header says of the entries; the verifier reads it with care, this only shows progress. */
function entriesIn(piece: Uint8Array): number | undefined {
  const text = new TextDecoder().decode(piece.subarray(0, headerBytesMax))
  const found = /"entries":(\d{1,15})/.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

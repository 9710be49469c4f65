/** Verifies a bundle beside the page, with the modules of the offline verifier as they are. */
import { monotonicMillis } from '../../../../src/kernel/time/clock.ts'
import { Finding } from '../../../../verifier/checks/finding.ts'
import { BundleVerification } from '../../../../verifier/checks/verifying.ts'
import type { Order, Told } from './messages.ts'

const tellMillis = 100

const tell = (told: Told) => globalThis.postMessage(told, { transfer: [] })

globalThis.addEventListener('message', ({ data }: MessageEvent<Order>) => {
  verify(data).then(tell, (error: unknown) => tell({ kind: 'failed', message: messageOf(error) }))
})

async function verify({ source, own }: Order): Promise<Told> {
  const begun = monotonicMillis()
  const reader = (await streamOf(source)).getReader()
  const verification = new BundleVerification(own)
  let [bytes, toldAt] = [0, begun]
  const tellProgress = () => {
    const { entries, of } = verification.progress
    tell({ kind: 'reading', bytes, entries, of })
    toldAt = monotonicMillis()
  }
  for (;;) {
    // A stream that breaks says nothing about the bundle, so it is read outside the check.
    const { value, done } = await reader.read()
    const found = judged(verification, () => (done ? undefined : verification.push(value)))
    if (found !== undefined) return found
    if (done) break
    bytes += value.length
    if (monotonicMillis() - toldAt >= tellMillis) tellProgress()
  }
  tellProgress()
  tell({ kind: 'computing' })
  let verified: ReturnType<typeof verification.end> | undefined
  const found = judged(verification, () => {
    verified = verification.end()
  })
  if (found !== undefined || verified === undefined) return found ?? { kind: 'failed', message: '' }
  return { kind: 'valid', verified, millis: monotonicMillis() - begun }
}

/** Whatever the bundle made the check trip over, the bundle is not shown to be valid. */
function judged(verification: BundleVerification, work: () => void): Told | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    const place = error instanceof Finding ? error.place : {}
    return { kind: 'finding', message: messageOf(error), place, entries: verification.progress.entries }
  }
}

async function streamOf(source: Order['source']): Promise<ReadableStream<Uint8Array>> {
  if ('file' in source) return source.file.stream()
  const response = await fetch(source.address)
  if (response.ok && response.body !== null) return response.body
  const { detail } = (await response.json()) as { detail?: string }
  throw new Error(detail ?? `The server answered ${response.status}.`)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

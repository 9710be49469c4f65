import { setTimeout as pause } from 'node:timers/promises'
import { historyImport, startImport } from '../../src/deliver/histories/commands.ts'
import { uploadFile } from '../../src/kernel/files/commands.ts'
import { sha256, toHex } from '../../src/kernel/record/format/digest.ts'
import { monotonicMillis } from '../../src/kernel/time/clock.ts'
import { formatInstant, parseInstant } from '../../src/kernel/time/instant.ts'
import type { Workshop } from './workshop.ts'

const hour = 3_600_000
const names = ['received', 'asked', 'answered', 'set-up', 'completed']
const pollMillis = 50

/** Imports so many work items of five events each, spread over a month, as the product does it; gives its time. */
export async function importHistory(workshop: Workshop, items: number, from: string) {
  const { call, engagementId, gateway, id } = workshop
  const [fileId, importId] = [id(), id()]
  const bytes = Buffer.from(csvOf(items, parseInstant(from)))
  const file = { engagementId, fileId, name: 'history.csv', sha256: toHex(sha256(bytes)) }
  await call(gateway, uploadFile, file, [bytes])
  const columns = { case: 'case', activity: 'activity', timestamp: 'at' }
  const mapping = { classifier: 'activity', events: {}, unmapped: 'keep', columns } as const
  const begun = monotonicMillis()
  await call(gateway, startImport, { engagementId, importId, fileId, format: 'csv', mapping, queue: 'claims' })
  for (;;) {
    const { state, message, progress } = await call(gateway, historyImport, { engagementId, importId })
    if (state === 'completed') return { millis: monotonicMillis() - begun, recorded: progress.recorded }
    if (state !== 'running') throw new Error(`The import is ${state}: ${message}`)
    await pause(pollMillis)
  }
}

function csvOf(items: number, from: number): string {
  const lines = ['case,activity,at']
  for (let item = 0; item < items; item += 1) {
    const received = from + Math.floor((item / items) * 26 * 24) * hour
    for (const [step, name] of names.entries()) {
      lines.push(`REF-${item},${name},${formatInstant(received + step * ((item % 7) + 1) * hour)}`)
    }
  }
  return `${lines.join('\n')}\n`
}

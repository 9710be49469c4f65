/** The proof by replay: what an engagement's record says, settled again from its bundle alone by another process. */
import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import { exportBundle } from '../src/govern/exports/commands.ts'
import { statements } from '../src/govern/statements/commands.ts'
import type { MonthCard } from '../src/govern/statements/model.ts'
import type { Declaration } from '../src/kernel/command.ts'

/** Asks a declaration as somebody who may read statements and take the record away. */
export type Ask = <I extends z.ZodObject, O extends z.ZodType>(
  declaration: Declaration<I, O>,
  input: z.input<I>,
) => Promise<z.output<O>>

const Answer = z.object({
  valid: z.literal(true),
  entries: z.number(),
  papers: z.object({
    statements: z.array(
      z.object({
        month: z.string(),
        sha256: z.string(),
        totals: z.object({
          currency: z.string(),
          chargesMinor: z.number(),
          creditsMinor: z.number(),
          netMinor: z.number(),
        }),
      }),
    ),
    invoicesReproduced: z.number(),
  }),
})

/** What the offline verifier computed, in a process that knows nothing but the file. */
export type Recomputed = z.infer<typeof Answer>

const verifier = resolve(import.meta.dirname, '../verifier/verify.ts')
const answerBytesMax = 16 * 1_024 * 1_024

/** Writes an engagement's bundle to a file, piece by piece. */
export async function takeAway(ask: Ask, engagementId: string, path: string): Promise<void> {
  const bytes = await ask(exportBundle, { engagementId })
  await pipeline(bytes instanceof Uint8Array ? Readable.from([bytes]) : Readable.from(bytes), createWriteStream(path))
}

/** Has another process verify a bundle; throws with its finding where it is not valid. */
export async function recompute(path: string): Promise<Recomputed> {
  const ran = promisify(execFile)(process.execPath, [verifier, path, '--json'], { maxBuffer: answerBytesMax })
  const { stdout } = await ran.catch((error: unknown) => {
    throw new Error(`The bundle is not valid: ${(error as { stdout?: string }).stdout ?? String(error)}`)
  })
  return Answer.parse(JSON.parse(stdout))
}

/** A month whose figures are not the same, as each side has them; undefined is a month that a side does not know. */
export interface Difference {
  readonly month: string
  readonly stored: string | undefined
  readonly recomputed: string | undefined
}

/** Months that differ between the statements a server keeps and those computed from its bundle; none as a rule. */
export async function differences(ask: Ask, engagementId: string, recomputed: Recomputed): Promise<Difference[]> {
  const { rows } = await ask(statements, { engagementId, limit: 200 })
  const stored = new Map(rows.filter(isFrozen).map((row) => [row.month, textOf(row.statementHash, row.totals)]))
  // Of a month that was drafted twice the later statement is the one that is kept.
  const computed = new Map(
    recomputed.papers.statements.map(({ month, sha256, totals }) => [month, textOf(sha256, totals)]),
  )
  return [...new Set([...stored.keys(), ...computed.keys()])]
    .map((month) => ({ month, stored: stored.get(month), recomputed: computed.get(month) }))
    .filter((row) => row.stored !== row.recomputed)
}

const isFrozen = ({ statementHash }: MonthCard) => statementHash !== null

function textOf(hash: string | null, totals: MonthCard['totals']): string {
  if (totals === null) return `${hash}`
  const { currency, chargesMinor, creditsMinor, netMinor } = totals
  return `${hash} ${currency} charges ${chargesMinor} credits ${creditsMinor} net ${netMinor}`
}

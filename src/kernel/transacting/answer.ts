import { z } from 'zod'
import type { KeptAnswer } from '../answers/store.ts'
import type { Declaration } from '../command.ts'
import { idempotencyKeyReused } from '../refusal.ts'
import type { Secrets } from '../secrets.ts'
import type { Prepared, Transacted } from './transacted.ts'

const Kept = z.object({
  output: z.unknown(),
  entries: z.array(z.object({ id: z.string(), leaf: z.string() })),
  recordedAt: z.number(),
})

/** Bytes of an answer as kept for retries; an answer with a secret is sealed. */
export function encodeAnswer(declaration: Declaration, secrets: Secrets, answer: Transacted): Uint8Array {
  const { output, entries, recordedAt } = answer
  const plain = new TextEncoder().encode(JSON.stringify({ output, entries, recordedAt }))
  return declaration.secret ? secrets.seal('answer', plain) : plain
}

export function decodeAnswer(declaration: Declaration, secrets: Secrets, kept: Uint8Array): Transacted {
  const plain = declaration.secret ? secrets.open('answer', kept) : kept
  return { ...Kept.parse(JSON.parse(new TextDecoder().decode(plain))), replayed: true }
}

/** Refuses when the key was used before for something else; otherwise true. */
export function sameRequest(call: Prepared, kept: KeptAnswer, declaration: Declaration): true {
  if (kept.command === declaration.name && Buffer.compare(kept.inputHash, call.inputHash) === 0) return true
  throw idempotencyKeyReused.because(
    `This key was used for ${kept.command} with other input. Make a new key for a new request.`,
  )
}

import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fromHex } from '../../src/kernel/record/format/digest.ts'

/** Where checkpoints and proofs come from, and where the cosigned note goes. */
export interface Source {
  checkpoint(): Promise<string>
  proof(from: number, to: number): Promise<Uint8Array[]>
  deliver(cosigned: string): Promise<void>
}

const TIMEOUT_MILLIS = 30_000
const ANSWER_BYTES_MAX = 256 * 1024

/** The record's address on a server: '…/engagements/<id>/record'. */
export function serverSource(base: string, bearer: string | undefined): Source {
  const address = base.replace(/\/+$/, '')
  const headers: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
  const get = async (path: string): Promise<string> => answerOf(await fetch(`${address}/${path}`, options({ headers })))
  return {
    checkpoint: async () => noteOf(await get('checkpoint')),
    proof: async (from, to) => proofOf(await get(`consistency?from=${from}&to=${to}`)),
    deliver: async (cosigned) => {
      const more = { 'content-type': 'application/json', 'idempotency-key': randomUUID() }
      const body = JSON.stringify({ note: cosigned })
      const request = options({ method: 'POST', headers: { ...headers, ...more }, body })
      await answerOf(await fetch(`${address}/cosignatures`, request))
    },
  }
}

/** Files that somebody brought: a checkpoint and, unless it is the first, the proof from the remembered size. */
export function fileSource(checkpoint: string, proof: string | undefined, print: (text: string) => void): Source {
  return {
    checkpoint: async () => noteOf(readFileSync(checkpoint, 'utf8')),
    proof: async () => (proof === undefined ? [] : proofOf(readFileSync(proof, 'utf8'))),
    deliver: async (cosigned) => print(cosigned),
  }
}

/** A note as it stands, or in the member 'note' of a JSON object. */
export function noteOf(text: string): string {
  if (!text.startsWith('{')) return text
  const { note } = JSON.parse(text) as { note?: unknown }
  if (typeof note !== 'string') throw new Error("the answer has no 'note'")
  return note
}

/** The hashes of a proof: JSON with the member 'proof', a list of hexadecimal texts. */
export function proofOf(text: string): Uint8Array[] {
  const { proof } = JSON.parse(text) as { proof?: unknown }
  if (!Array.isArray(proof)) throw new Error("the answer has no 'proof'")
  return proof.map((hash) => fromHex(String(hash)))
}

function options(request: RequestInit): RequestInit {
  return { ...request, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MILLIS) }
}

async function answerOf(response: Response): Promise<string> {
  const text = await boundedText(response)
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text.slice(0, 500)}`)
  return text
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > ANSWER_BYTES_MAX) throw new Error(`${response.url} answered more than ${ANSWER_BYTES_MAX} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

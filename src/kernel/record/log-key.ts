import type { Secrets } from '../secrets.ts'
import { signingKeyFromSeed, type SigningKey } from './format/keys.ts'

const known = new WeakMap<Secrets, Map<string, SigningKey>>()
const knownMax = 1_000

/** Name of an engagement's log: the first line of its checkpoints and the name of its key. */
export function originOf(engagementId: string): string {
  return `counterpart/${engagementId}`
}

/** The key that signs an engagement's checkpoints, receipts and bundles. Its public half stands in the first entry. */
export function logSigningKey(secrets: Secrets, engagementId: string): SigningKey {
  const keys = known.get(secrets) ?? new Map<string, SigningKey>()
  known.set(secrets, keys)
  const found = keys.get(engagementId)
  if (found !== undefined) return found
  const key = signingKeyFromSeed(originOf(engagementId), 'log', secrets.derive(`log/${engagementId}`))
  if (keys.size >= knownMax) keys.clear()
  keys.set(engagementId, key)
  return key
}

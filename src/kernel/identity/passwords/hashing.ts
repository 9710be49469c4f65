import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

/** What a verification costs: 19 MiB and two passes, the least that OWASP's Password Storage Cheat Sheet asks for. */
const today: Costs = { memory: 19_456, passes: 2, parallelism: 1 }
const saltBytes = 16
const keyBytes = 32

type Costs = Pick<Argon2Parameters, 'memory' | 'passes' | 'parallelism'>

/** Argon2id (RFC 9106) of a password with a new salt, as a PHC string, which says how it was made. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const key = await keyOf(password, salt, today)
  const { memory, passes, parallelism } = today
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(key)}`
}

/**
 * Whether a password is the one that was hashed. Where there is no hash, because there is no such person or they have
 * no password, the same work is done for nothing, so that the time it takes tells neither.
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const { salt, key, costs } = hash === undefined ? decoy : partsOf(hash)
  const found = await keyOf(password, salt, costs)
  return timingSafeEqual(found, key) && hash !== undefined
}

const decoy = { salt: randomBytes(saltBytes), key: randomBytes(keyBytes), costs: today }

function keyOf(password: string, salt: Uint8Array, costs: Costs): Promise<Buffer> {
  return derive('argon2id', { message: password, nonce: salt, tagLength: keyBytes, ...costs })
}

function partsOf(hash: string): typeof decoy {
  const [, m, t, p, salt, key] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(hash) ?? []
  if (salt === undefined || key === undefined) throw new Error('A kept password hash is no PHC string of Argon2id.')
  const costs = { memory: Number(m), passes: Number(t), parallelism: Number(p) }
  return { salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64'), costs }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}

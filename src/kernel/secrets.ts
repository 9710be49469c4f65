import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Keys of this installation, all derived from one master key that is backed up apart from the database. */
export interface Secrets {
  /** 32 bytes for one purpose; the same every time. */
  derive(purpose: string): Uint8Array
  seal(purpose: string, plain: Uint8Array): Uint8Array
  /** Throws when the bytes were not sealed for this purpose under this master key. */
  open(purpose: string, sealed: Uint8Array): Uint8Array
}

const nonceBytes = 12
const tagBytes = 16

/**
 * Reads the master key: `COUNTERPART_MASTER_KEY` (32 bytes in base64) or `master.key` in the folder, which is made
 * on first use with mode 0600.
 */
export function loadSecrets(folder: string, fromEnvironment: string | undefined): Secrets {
  return secretsOf(fromEnvironment === undefined ? masterKeyIn(folder) : Buffer.from(fromEnvironment, 'base64'))
}

/** Derives all keys from a master key of 32 bytes. */
export function secretsOf(master: Uint8Array): Secrets {
  if (master.length !== 32) {
    throw new Error(`The master key has ${master.length} bytes; give 32 bytes in base64 as COUNTERPART_MASTER_KEY.`)
  }
  const derive = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', master, new Uint8Array(32), `counterpart/${purpose}`, 32))
  return {
    derive,
    seal: (purpose, plain) => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', derive(purpose), nonce)
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open: (purpose, sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', derive(purpose), sealed.subarray(0, nonceBytes))
      decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
      const plain = decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes))
      return Buffer.concat([plain, decipher.final()])
    },
  }
}

function masterKeyIn(folder: string): Uint8Array {
  const file = join(folder, 'master.key')
  if (existsSync(file)) return Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const partial = `${file}.${process.pid}`
  writeFileSync(partial, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  chmodSync(partial, 0o600)
  renameSync(partial, file)
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
}

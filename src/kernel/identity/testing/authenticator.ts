/** An authenticator in software, as the WebAuthn standard describes it, with passkeys that tests can look into. */
import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'

interface Options {
  readonly challenge: string
}

export interface SoftPasskey {
  readonly id: string
  readonly site: string
  readonly userHandle: string
  readonly key: KeyObject
  useCount: number
}

/** What may be told otherwise than it is. */
export interface Untruths {
  readonly origin?: string
  readonly site?: string
  readonly userHandle?: string
  readonly isVerified?: boolean
  readonly useCount?: number
}

/** Makes a passkey for the site that asks, and what the browser hands over for it. */
export function makePasskey(options: object, origin: string, untruths: Untruths = {}) {
  const { challenge, rp, user } = options as Options & { rp: { id: string }; user: { id: string } }
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const rawId = randomBytes(32)
  const passkey: SoftPasskey = {
    id: rawId.toString('base64url'),
    site: rp.id,
    userHandle: user.id,
    key: privateKey,
    useCount: 1,
  }
  const attested = Buffer.concat([Buffer.alloc(16), lengthOf(rawId), rawId, coseKeyOf(publicKey)])
  const authenticatorData = Buffer.concat([dataOf(passkey, 0x40, untruths), attested])
  const attestationObject = map([
    [text('fmt'), text('none')],
    [text('attStmt'), map([])],
    [text('authData'), bytes(authenticatorData)],
  ])
  const response = {
    clientDataJSON: clientData('webauthn.create', challenge, untruths.origin ?? origin),
    attestationObject: attestationObject.toString('base64url'),
    transports: ['internal'],
  }
  const shown = { id: passkey.id, rawId: passkey.id, type: 'public-key' as const, response, clientExtensionResults: {} }
  return { passkey, shown }
}

/** Signs a request with a passkey, counting its uses. */
export function signWith(passkey: SoftPasskey, options: object, origin: string, untruths: Untruths = {}) {
  passkey.useCount += 1
  const { challenge } = options as Options
  const clientDataJSON = clientData('webauthn.get', challenge, untruths.origin ?? origin)
  const authenticatorData = dataOf(passkey, 0, untruths)
  const signed = Buffer.concat([authenticatorData, sha256(Buffer.from(clientDataJSON, 'base64url'))])
  const response = {
    clientDataJSON,
    authenticatorData: authenticatorData.toString('base64url'),
    signature: createSign('sha256').update(signed).sign(passkey.key).toString('base64url'),
    userHandle: untruths.userHandle ?? passkey.userHandle,
  }
  return { id: passkey.id, rawId: passkey.id, type: 'public-key' as const, response, clientExtensionResults: {} }
}

function clientData(type: string, challenge: string, origin: string): string {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString('base64url')
}

/** Authenticator data: the site's hash, flags (present, verified, and those given), the count. */
function dataOf(passkey: SoftPasskey, flags: number, untruths: Untruths): Buffer {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(untruths.useCount ?? passkey.useCount)
  const isVerified = untruths.isVerified ?? true
  const all = flags | 0x01 | (isVerified ? 0x04 : 0)
  return Buffer.concat([sha256(Buffer.from(untruths.site ?? passkey.site)), Buffer.of(all), count])
}

function sha256(of: Uint8Array): Buffer {
  return createHash('sha256').update(of).digest()
}

function lengthOf(of: Uint8Array): Buffer {
  return Buffer.of(of.length >> 8, of.length & 0xff)
}

/** A public key of P-256 for ES256, in COSE (RFC 9053). */
function coseKeyOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const coordinate = (value: string) => bytes(Buffer.from(value, 'base64url'))
  return map([
    [Buffer.of(0x01), Buffer.of(0x02)],
    [Buffer.of(0x03), Buffer.of(0x26)],
    [Buffer.of(0x20), Buffer.of(0x01)],
    [Buffer.of(0x21), coordinate(x)],
    [Buffer.of(0x22), coordinate(y)],
  ])
}

// CBOR (RFC 8949), as far as it is needed here.
function text(value: string): Buffer {
  return Buffer.concat([head(3, value.length), Buffer.from(value)])
}

function bytes(value: Uint8Array): Buffer {
  return Buffer.concat([head(2, value.length), value])
}

function map(pairs: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([head(5, pairs.length), ...pairs.flat()])
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.of((major << 5) | length)
  return length < 256 ? Buffer.of((major << 5) | 24, length) : Buffer.of((major << 5) | 25, length >> 8, length & 0xff)
}

import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import { say } from '../../lib/words.ts'

/** The reader, or the browser, ended it: nothing was sent, and nothing is broken. */
export class PasskeyStopped extends Error {}

/** Why passkeys cannot be used on this page; undefined where they can. */
export function whyNoPasskeys(): string | undefined {
  const { hostname } = window.location
  if (/^[\d.]+$|^\[/.test(hostname)) return say('passkey.no-name', { host: hostname })
  if (!browserSupportsWebAuthn()) return say(window.isSecureContext ? 'passkey.no-browser' : 'passkey.no-tls')
  return undefined
}

/** Lets the reader make a passkey; gives what the server is to keep. */
export async function madePasskey(options: object) {
  const optionsJSON = options as PublicKeyCredentialCreationOptionsJSON
  return startRegistration({ optionsJSON }).catch(stopped)
}

/** Lets the reader use a passkey; gives what it signed. */
export async function signedByPasskey(options: object) {
  const optionsJSON = options as PublicKeyCredentialRequestOptionsJSON
  return startAuthentication({ optionsJSON }).catch(stopped)
}

/** Whether the browser offers passkeys in the list under a field. */
export async function offersPasskeys(): Promise<boolean> {
  return whyNoPasskeys() === undefined && (await browserSupportsWebAuthnAutofill())
}

/** Offers passkeys in the list under the address; gives what one signed, or nothing where none was chosen. */
export async function offeredPasskey(options: object) {
  const optionsJSON = options as PublicKeyCredentialRequestOptionsJSON
  return startAuthentication({ optionsJSON, useBrowserAutofill: true }).catch(() => undefined)
}

/** Takes back what was asked of the browser and not answered yet. */
export function cancelPasskeys(): void {
  WebAuthnAbortService.cancelCeremony()
}

function stopped(reason: unknown): never {
  const isKnown = reason instanceof Error && 'code' in reason && reason.code === previouslyRegistered
  throw new PasskeyStopped(say(isKnown ? 'passkey.known' : 'passkey.stopped'), { cause: reason })
}

/** How the library calls an authenticator that says it has a passkey of this reader for this site. */
const previouslyRegistered = 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'

/** People who sign in, for tests of how they do. */
import { Secret, TOTP } from 'otpauth'
import type { Person, World } from '../../../app/testing.ts'
import { addPrincipal, createSignInLink, startSession } from '../commands.ts'
import { beginOneTimeCodes, confirmOneTimeCodes } from '../one-time-codes/commands.ts'
import { setPassword } from '../passwords/commands.ts'

export const goodPassword = 'four green boats'

export interface SignInPerson extends Person {
  readonly email: string
}

/** What an authenticator that was given a secret shows at an instant. */
export function authenticatorCode(secret: string, at: number): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: at })
}

export function signInPeople({ call, id, client, clock }: World) {
  /** A person with an address of their own, signed in by a link just now. */
  const person = async (): Promise<SignInPerson> => {
    const { organisationId, administrator } = client
    const principalId = id()
    const email = `ingrid.${principalId}@halden.example`
    await call(administrator, addPrincipal, { organisationId, principalId, kind: 'person', name: 'Ingrid', email })
    return { email, ...(await signedIn(principalId)) }
  }
  const signedIn = async (principalId: string): Promise<Person> => {
    const link = await call(client.administrator, createSignInLink, { principalId, credentialId: id() })
    return { principalId, secret: (await call(undefined, startSession, { link: link.secret })).secret }
  }
  const withPassword = async (): Promise<SignInPerson> => {
    const who = await person()
    await call(who, setPassword, { password: goodPassword })
    return who
  }
  /** Turns one-time codes on; gives what the authenticator knows, and the recovery codes. */
  const turnCodesOn = async (who: Person) => {
    const { secret } = await call(who, beginOneTimeCodes, {})
    const codeNow = () => authenticatorCode(secret, clock.now())
    const { recoveryCodes } = await call(who, confirmOneTimeCodes, { code: codeNow() })
    return { secret, codeNow, recoveryCodes }
  }
  return { person, signedIn, withPassword, turnCodesOn }
}

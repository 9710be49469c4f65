import { bindPrepared, type Bound, type Caller } from '../../handler.ts'
import { demandConfirmation } from '../demanding.ts'
import { directoryEvent } from '../directory-event.ts'
import { beginAttempt, forgiveAttempts, type Attempt } from '../guessing/attempting.ts'
import { demandPerson } from '../people-only.ts'
import type { SignInParts } from '../sign-in-parts.ts'
import { findPrincipal } from '../store.ts'
import { whyUnfit } from './choosing.ts'
import { setPassword, unfitPassword, wrongPassword } from './commands.ts'
import { hashPassword, verifyPassword } from './hashing.ts'
import * as store from './store.ts'

interface Ready {
  readonly hash: string
  readonly isChange: boolean
  readonly attempt: Attempt | undefined
}

export function passwordHandlers(parts: SignInParts): readonly Bound[] {
  return [
    bindPrepared(
      setPassword,
      (caller, input) => prepare(parts, caller, input),
      async ({ tx, principal, session, now, record }, _input, ready: Ready) => {
        store.storePassword(tx, principal.id, ready.hash, now)
        if (ready.attempt !== undefined) forgiveAttempts(tx, ready.attempt)
        // Whoever changes a password may do so because somebody else knows it.
        const kept = session?.credentialId ?? null
        const sessionsEnded = ready.isChange ? await store.endOtherSessions(tx, principal.id, kept, now) : 0
        record(directoryEvent('password-set', principal.id))
        return { setAt: now, sessionsEnded }
      },
    ),
  ]
}

async function prepare(
  parts: SignInParts,
  caller: Caller,
  { password, present }: { readonly password: string; readonly present?: string | undefined },
): Promise<Ready> {
  demandPerson(caller.principal)
  const { id } = caller.principal
  const [card, known] = await parts.database.read(null, (tx) =>
    Promise.all([findPrincipal(tx, id), store.findPassword(tx, id)]),
  )
  const because = whyUnfit(password, card ?? { name: '', email: null })
  if (because !== undefined) {
    throw unfitPassword.because(`The password ${because}.`, { problems: [{ path: 'password', message: because }] })
  }
  let attempt: Attempt | undefined
  if (present === undefined || known === undefined) demandConfirmation(caller)
  else {
    attempt = await beginAttempt(parts, { principalId: id }, caller.now)
    if (!(await verifyPassword(present, known.hash))) {
      throw wrongPassword.because('Type the password that you sign in with now, or show in another way who you are.')
    }
  }
  return { hash: await hashPassword(password), isChange: known !== undefined, attempt }
}

import { refuseTaken } from '../access/people/taking-address.ts'
import { isUniqueViolation } from '../database/errors.ts'
import { bind, type Bound, type Context } from '../handler.ts'
import { forbidden, notFound } from '../refusal.ts'
import type { Secrets } from '../secrets.ts'
import { uuidFrom } from '../uuid.ts'
import {
  addPrincipal,
  alreadyExists,
  createApiKey,
  createOrganisation,
  createSignInLink,
  endCredential,
  linkUsed,
  me,
  myCredentials,
  organisationPrincipals,
  signOutEverywhere,
  startSession,
} from './commands.ts'
import { newSecret, secretHash, sessionMillis, sessionOfLink } from './credential-secret.ts'
import { directoryEvent } from './directory-event.ts'
import * as store from './store.ts'
import type { PrincipalCard } from './model.ts'

const dayMillis = 86_400_000
/** A used link answers again for this long, for the sake of a lost answer. */
const linkGraceMillis = 60_000

export function identityHandlers(secrets: Secrets): readonly Bound[] {
  return [
    bind(createOrganisation, async (context, input) => {
      await store.insertOrganisation(context.tx, input, context.now).catch(refuseDouble('organisation'))
      context.record(directoryEvent('organisation-created', input.organisationId))
      return input
    }),
    bind(addPrincipal, async (context, input) => {
      ownOrganisation(context, input.organisationId)
      await store.insertPrincipal(context.tx, input, context.now).catch(refuseTaken).catch(refuseDouble('principal'))
      context.record(directoryEvent('principal-added', input.principalId))
      return { principalId: input.principalId }
    }),
    bind(createApiKey, async (context, input) => {
      await reachablePrincipal(context, input.principalId)
      const expiresAt = context.now + input.expiresInDays * dayMillis
      return issue(context, { ...input, kind: 'api-key', expiresAt })
    }),
    bind(createSignInLink, async (context, input) => {
      await reachablePrincipal(context, input.principalId)
      return issue(context, { ...input, kind: 'sign-in-link', expiresAt: context.now + dayMillis })
    }),
    bind(startSession, (context, input) => redeem(context, input, secrets)),
    bind(endCredential, async (context, input) => {
      const credential = await store.lockCredential(context.tx, input.credentialId)
      if (credential === undefined) throw notFound.because('No credential of yours has this id.')
      await reachablePrincipal(context, credential.principalId)
      store.endCredentialAt(context.tx, input.credentialId, context.now)
      context.record(directoryEvent('credential-ended', input.credentialId))
      return input
    }),
    bind(signOutEverywhere, async (context) => {
      const ended = await store.endSessions(context.tx, context.principal.id, context.now)
      context.record(directoryEvent('signed-out-everywhere', context.principal.id))
      return { ended }
    }),
    bind(me, async (context) => {
      const principal = await store.findPrincipal(context.tx, context.principal.id)
      if (principal === undefined) throw notFound.because('The caller is not in the directory.')
      const { organisationId } = principal
      const organisation = organisationId && (await store.findOrganisation(context.tx, organisationId))
      return { principal, organisation: organisation || null }
    }),
    bind(myCredentials, async (context) => ({ rows: await store.credentialsOf(context.tx, context.principal.id) })),
    bind(organisationPrincipals, async (context, input) => {
      ownOrganisation(context, input.organisationId)
      return { rows: await store.principalsOf(context.tx, input.organisationId) }
    }),
  ]
}

/** An administrator acts in the own organisation only; for anybody else another one does not exist. */
function ownOrganisation(context: Context, organisationId: string): void {
  const isOwn = context.principal.kind === 'operator' || context.principal.organisationId === organisationId
  if (!isOwn) throw notFound.because('No organisation of yours has this id.')
}

async function reachablePrincipal(context: Context, principalId: string): Promise<PrincipalCard> {
  const principal = await store.findPrincipal(context.tx, principalId)
  const { principal: caller } = context
  if (principal === undefined) throw notFound.because('No principal of your organisation has this id.')
  if (caller.kind === 'operator' || caller.id === principalId) return principal
  if (principal.organisationId !== caller.organisationId) {
    throw notFound.because('No principal of your organisation has this id.')
  }
  if (caller.standing !== 'administrator')
    throw forbidden.because('Only an administrator may do this for someone else.')
  return principal
}

async function issue(
  context: Context,
  wanted: {
    readonly credentialId: string
    readonly principalId: string
    readonly kind: 'api-key' | 'sign-in-link'
    readonly label: string
    readonly expiresAt: number
  },
) {
  const secret = newSecret(wanted.kind)
  const credential = { ...wanted, secretHash: secretHash(secret) }
  await store.insertCredential(context.tx, credential, context.now).catch(refuseDouble('credential'))
  context.record(directoryEvent('credential-issued', wanted.credentialId))
  return { credentialId: wanted.credentialId, secret, expiresAt: wanted.expiresAt }
}

async function redeem(context: Context, input: { readonly link: string; readonly label: string }, secrets: Secrets) {
  const link = await store.lockCredentialBySecret(context.tx, secretHash(input.link))
  const expired = link === undefined || link.kind !== 'sign-in-link' || (link.expiresAt ?? 0) <= context.now
  const used = link !== undefined && link.endedAt !== null && link.endedAt + linkGraceMillis <= context.now
  if (expired || used) throw linkUsed.because('Ask for a new link; each one signs in once, within a day.')
  const principal = await store.findPrincipal(context.tx, link.principalId)
  if (principal === undefined || principal.disabled) throw linkUsed.because('This person may not sign in any more.')
  const secret = sessionOfLink(input.link, secrets.derive('session'))
  const expiresAt = (link.endedAt ?? context.now) + sessionMillis
  const credentialId = uuidFrom(secretHash(secret))
  const session = {
    credentialId,
    principalId: link.principalId,
    kind: 'session' as const,
    label: input.label,
    expiresAt,
  }
  await store.insertCredentialOnce(context.tx, { ...session, secretHash: secretHash(secret) }, context.now)
  store.endCredentialAt(context.tx, link.credentialId, context.now)
  if (link.endedAt === null) context.record(directoryEvent('session-started', link.principalId))
  return { secret, expiresAt, principal }
}

function refuseDouble(thing: string) {
  return (error: unknown): never => {
    if (isUniqueViolation(error)) throw alreadyExists.because(`There is a ${thing} with this id; make a new id.`)
    throw error
  }
}

import type { z } from 'zod'
import { bind, type Bound, type Context } from '../../handler.ts'
import { directoryEvent } from '../../identity/directory-event.ts'
import { notFound } from '../../refusal.ts'
import { changePrincipal, disablePrincipal, enablePrincipal, lastAdministrator } from './commands.ts'
import * as store from './store.ts'
import { refuseTaken } from './taking-address.ts'

/** What an administrator decides about the people, AI workers and systems of the own organisation. */
export function peopleHandlers(): readonly Bound[] {
  return [
    bind(changePrincipal, change),
    bind(disablePrincipal, async (context, input) => {
      const { principalId } = input
      const { colleagues, principal } = await lockOwn(context, principalId)
      requireAnotherAdministrator(principal, colleagues)
      if (!principal.disabled) store.setDisabled(context.tx, principalId, context.now)
      const ended = await store.endEveryCredential(context.tx, principalId, context.now)
      context.record(directoryEvent('principal-disabled', principalId))
      return { principalId, ended }
    }),
    bind(enablePrincipal, async (context, input) => {
      const { principalId } = input
      const { principal } = await lockOwn(context, principalId)
      // A link that was redeemed in the moment of the disabling left a session, which must not come to life now.
      if (principal.disabled) await store.endEveryCredential(context.tx, principalId, context.now)
      store.setDisabled(context.tx, principalId, null)
      context.record(directoryEvent('principal-enabled', principalId))
      return { principalId }
    }),
  ]
}

async function change(context: Context, input: z.output<typeof changePrincipal.input>) {
  const { principal, colleagues } = await lockOwn(context, input.principalId)
  const { principalId, name, email, standing, site } = principal
  const changed = {
    principalId,
    name: input.name ?? name,
    email: input.email === undefined ? email : input.email,
    standing: input.standing ?? standing,
    site: input.site === undefined ? site : input.site,
  }
  if (changed.standing !== 'administrator') requireAnotherAdministrator(principal, colleagues)
  const isOtherAddress = changed.email !== email
  await store.storeChanged(context.tx, changed, isOtherAddress ? context.now : null).catch(refuseTaken)
  context.record(directoryEvent('principal-changed', principalId))
  return changed
}

/** For an administrator nobody exists but those of the own organisation; the operator reaches everybody but itself. */
async function lockOwn(context: Context, principalId: string) {
  const locked = await store.lockWithAdministrators(context.tx, principalId)
  const principal = locked.find((one) => one.principalId === principalId)
  const { kind, organisationId } = context.principal
  const isOwn = principal !== undefined && principal.organisationId !== null
  if (!isOwn || (kind !== 'operator' && principal.organisationId !== organisationId)) {
    throw notFound.because('No principal of your organisation has this id.')
  }
  return { principal, colleagues: locked.filter((one) => one !== principal) }
}

function requireAnotherAdministrator(
  principal: store.KnownPrincipal,
  colleagues: readonly store.KnownPrincipal[],
): void {
  const isLast = principal.standing === 'administrator' && !colleagues.some((one) => !one.disabled)
  if (!isLast) return
  throw lastAdministrator.because('Nobody could let people in any more. Add another administrator first.')
}

import { bind, type Bound, type Context } from '../../handler.ts'
import { notFound } from '../../refusal.ts'
import { disablePrincipal, enablePrincipal, lastAdministrator, renamePrincipal } from './commands.ts'
import * as store from './store.ts'

/** What an administrator decides about the people, AI workers and systems of the own organisation. */
export function peopleHandlers(): readonly Bound[] {
  return [
    bind(renamePrincipal, async (context, input) => {
      await lockOwn(context, input.principalId)
      store.setName(context.tx, input.principalId, input.name)
      context.record(directoryEvent('principal-renamed', input.principalId))
      return input
    }),
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

function directoryEvent(type: string, subject: string) {
  return { type, subject, subjectVersion: 1, body: {} }
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

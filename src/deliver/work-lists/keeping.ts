import { bind, type Bound, type Context } from '../../kernel/handler.ts'
import { notFound } from '../../kernel/refusal.ts'
import { deleteItemView, itemViews, keepItemView, renameItemView, tooManyViews, viewsMax } from './commands.ts'
import type { KeptView } from './model.ts'
import * as store from './views-store.ts'

/**
 * Views that people keep. They are a person's own matter, or the party's, and nothing between the two parties: the
 * record does not tell of them.
 */
export const keptViewHandlers: readonly Bound[] = [
  bind(itemViews, async (context) => {
    const { tx, engagementId, principal } = context
    const rows = await store.viewsFor(tx, engagementId, { principalId: principal.id, party: partyOf(context) })
    return { rows: rows.map((kept) => shown(context, kept)) }
  }),
  bind(keepItemView, async (context, { viewId, name, isShared, view }) => {
    const { tx, engagementId, principal, now } = context
    const before = await store.lockView(tx, engagementId, viewId)
    context.relation('owner of the view', before === undefined || before.ownerId === principal.id)
    if (before === undefined && (await store.countViews(tx, engagementId, principal.id)) >= viewsMax) {
      throw tooManyViews.because(`You keep ${viewsMax} views; delete one that you do not use any more.`)
    }
    const kept = { viewId, ownerId: principal.id, party: partyOf(context), isShared, name, view }
    store.putView(tx, engagementId, kept, now)
    return shown(context, kept)
  }),
  bind(renameItemView, async (context, { viewId, name }) => {
    const kept = { ...(await lockOwn(context, viewId)), name }
    store.putView(context.tx, context.engagementId, kept, context.now)
    return shown(context, kept)
  }),
  bind(deleteItemView, async (context, { viewId }) => {
    await lockOwn(context, viewId)
    store.removeView(context.tx, context.engagementId, viewId)
    return { viewId }
  }),
]

/** A view that the caller cannot see is not there; one that others share can be seen, but is theirs to change. */
async function lockOwn(context: Context, viewId: string): Promise<store.StoredView> {
  const kept = await store.lockView(context.tx, context.engagementId, viewId)
  const isOwn = kept?.ownerId === context.principal.id
  if (kept === undefined || (!isOwn && !(kept.isShared && kept.party === partyOf(context)))) {
    throw notFound.because('You keep no view with this id, and nobody of your party shares one.')
  }
  context.relation('owner of the view', isOwn)
  return kept
}

function shown({ principal }: Context, { viewId, ownerId, isShared, name, view }: store.StoredView): KeptView {
  return { viewId, name, isShared, isOwn: ownerId === principal.id, view }
}

function partyOf({ membership }: Context) {
  if (membership === undefined) throw new Error('Somebody without a part in the engagement came past the door.')
  return membership.party
}

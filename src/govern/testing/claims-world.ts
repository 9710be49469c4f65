import { testWorld } from '../../app/testing.ts'
import { parseInstant } from '../../kernel/time/instant.ts'
import { CLAIMS_DESK } from '../../terms/testing/claims-desk.ts'
import { agreeOn, joinEngagement } from './agreeing.ts'
import { observe, observed, type Observed } from './observed-history.ts'

/** A world of engagements under the terms of the claims desk, in October 2026, with what was observed in them. */
export async function claimsWorld() {
  const world = await testWorld()
  const { clock } = world
  const month = '2026-10'
  const monthOver = parseInstant('2026-11-01T09:00:00.000Z')
  const client = await world.member('client', ['finance-controller', 'sponsor', 'sourcing-lead'])
  const provider = await world.member('provider', ['billing-analyst', 'delivery-manager'])
  const observer = { kind: 'person', id: world.id(), organisationId: world.provider.organisationId } as const
  const principal = { ...observer, standing: 'member', site: null } as const

  /** An engagement of its own; the month is over. */
  async function engagementWith(...events: readonly Observed[]) {
    const engagementId = await world.engagement()
    await joinEngagement(world, engagementId, client, provider)
    await agreeOn(world, { engagementId, client, provider, terms: CLAIMS_DESK })
    await add(engagementId, ...events)
    clock.set(monthOver)
    return engagementId
  }

  async function add(engagementId: string, ...events: readonly Observed[]) {
    const { database } = world
    await observe({ database, engagementId, principal, idempotencyKey: world.id(), now: clock.now() }, events)
    await world.app.sequencer.drain(engagementId)
  }

  /** Ten claims: seven set up in time, one late, one excused, one that waits for its customer and is late at last. */
  function tenClaims(): Observed[] {
    const ids = Array.from({ length: 10 }, () => world.id())
    return ids.flatMap((id, index) => {
      const received = 'received 2026-10-05T08:00Z'
      if (index < 7) return observed(id, received, 'set-up 2026-10-05T10:00Z')
      if (index === 7) return observed(id, received, 'set-up 2026-10-08T08:00Z')
      if (index === 8) return observed(id, received, 'excused 2026-10-06T08:00Z', 'set-up 2026-10-09T08:00Z')
      return observed(id, received, 'asked 2026-10-05T09:00Z', 'answered 2026-10-07T09:00Z', 'set-up 2026-10-12T10:00Z')
    })
  }

  return { world, client, provider, engagementWith, add, tenClaims, month, monthOver }
}

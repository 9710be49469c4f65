import { systemActing } from '../../kernel/access/system.ts'
import type { Door } from '../../kernel/execute.ts'
import type { Reaction } from '../../kernel/jobs/waking.ts'
import type { z } from 'zod'
import { expireLeases } from './commands.ts'

/** Returns items of dead workers: woken when the first lease may have run out, and again while any item is held. */
export function expireLeasesReaction(door: Door): Reaction {
  return async (wake) => {
    const answer = await door.execute(expireLeases, {
      credential: systemActing(wake.engagementId, { party: 'provider', roles: ['team-leader'] }),
      input: { engagementId: wake.engagementId },
      idempotencyKey: `expire-leases.${wake.dueAt}.${wake.fence}`,
    })
    const { nextAt } = answer.output as z.infer<typeof expireLeases.output>
    return nextAt === null ? { done: true } : { againAt: nextAt }
  }
}

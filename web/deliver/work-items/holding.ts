import { useEffect, useState } from 'react'
import { renewLease } from '../../../src/deliver/work-items/commands.ts'
import type { WorkItem } from '../../../src/deliver/work-items/model.ts'
import { systemClock } from '../../../src/kernel/time/clock.ts'
import { CallRefused, send } from '../../lib/calling.ts'

const renewEveryMillis = 5_000

/** How sure it is that the item is still the reader's. */
export interface Holding {
  readonly leasedUntil: number
  readonly isLost: boolean
}

/**
 * Keeps a held item by renewing its lease while the page is open. A lease that ran out is said at once: what was typed
 * stays, but the item may be with somebody else.
 */
export function useHolding(engagementId: string, { workItemId, fence, leasedUntil }: WorkItem): Holding {
  const claim = `${workItemId} ${fence}`
  const [holding, setHolding] = useState({ claim, leasedUntil: leasedUntil ?? systemClock.now(), isLost: false })
  if (holding.claim !== claim) {
    setHolding({ claim, leasedUntil: leasedUntil ?? systemClock.now(), isLost: false })
  }
  useEffect(() => {
    const renew = () =>
      send(renewLease, { engagementId, workItemId, fence }, crypto.randomUUID()).then(
        (renewed) => setHolding({ claim, leasedUntil: renewed.leasedUntil, isLost: false }),
        (error: unknown) => {
          // Without a connection the lease runs on for a while; only the server's word ends it.
          if (error instanceof CallRefused && error.code === 'lease-lost') {
            setHolding((before) => ({ ...before, claim, isLost: true }))
          }
        },
      )
    void renew()
    const timer = setInterval(() => void renew(), renewEveryMillis)
    return () => clearInterval(timer)
  }, [engagementId, workItemId, fence, claim])
  return holding
}

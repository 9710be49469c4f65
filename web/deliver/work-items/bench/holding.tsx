import { useEffect, useEffectEvent } from 'react'
import { renewLease } from '../../../../src/deliver/work-items/commands.ts'
import type { WorkItem } from '../../../../src/deliver/work-items/model.ts'
import { systemClock } from '../../../../src/kernel/time/clock.ts'
import { CallRefused, send } from '../../../lib/calling.ts'

const renewEveryMillis = 5_000
const freshMillis = 15_000

interface Props {
  readonly engagementId: string
  readonly item: WorkItem
  /** The server says that the item is not the reader's any more. */
  readonly onLost: (item: WorkItem) => void
}

/** Keeps a held item by renewing its lease for as long as this is shown. */
export function Holding({ engagementId, item, onLost }: Props) {
  const { workItemId, fence } = item
  const lose = useEffectEvent(() => onLost(item))
  const isFresh = useEffectEvent(() => (item.leasedUntil ?? 0) - systemClock.now() > freshMillis)
  useEffect(() => {
    let isOver = false
    const renew = () =>
      send(renewLease, { engagementId, workItemId, fence }, crypto.randomUUID()).catch((error: unknown) => {
        // Without a connection the lease runs on for a while; only the server's word ends it.
        if (!isOver && error instanceof CallRefused && error.code === 'lease-lost') lose()
      })
    // A claim is fresh; an item that was found held may be about to run out.
    if (!isFresh()) void renew()
    const timer = setInterval(() => void renew(), renewEveryMillis)
    return () => {
      isOver = true
      clearInterval(timer)
    }
  }, [engagementId, workItemId, fence])
  return null
}

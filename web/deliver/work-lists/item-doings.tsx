import { lazy, Suspense, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { queueBacklog } from '../../../src/deliver/work-items/commands.ts'
import type { ListedItem } from '../../../src/deliver/work-lists/model.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import type { BulkKind } from './bulk/plan.ts'
import type { useBulkJob } from './bulk/running.ts'
import type { useChoosing } from './choosing.ts'

// Both come when they are first asked for: the list itself needs none of what draws them.
const ItemMenu = lazy(() => import('./item-menu.tsx'))
const ManyAtOnce = lazy(() => import('./bulk/many-at-once.tsx'))

/** The row whose menu is open, and where it opens. */
export interface OpenMenu {
  readonly item: ListedItem
  readonly anchor: HTMLElement
}

interface Props {
  readonly menu: OpenMenu | undefined
  readonly list: string
  /** The row that has the focus. */
  readonly active: number
  readonly bulk: ReturnType<typeof useBulkJob>
  readonly choosing: ReturnType<typeof useChoosing>
  readonly total: number
  readonly onMenu: (menu: OpenMenu | undefined) => void
}

/** What can be done with the items of the list: with one by its menu, with many by what is chosen. */
export function ItemDoings({ menu, list, active, bulk, choosing, total, onMenu }: Props) {
  const { engagementId } = useThisEngagement()
  const [wish, setWish] = useState<BulkKind>()
  const [hadMenu, setHadMenu] = useState(false)
  if (menu !== undefined && !hadMenu) setHadMenu(true)
  const { data } = useQuery(asking(queueBacklog, { engagementId }))
  const isMany = bulk.running !== undefined || choosing.items.size > 0 || choosing.gathered !== undefined
  return (
    <Suspense fallback={null}>
      {hadMenu ? (
        <ItemMenu
          {...{ menu, list }}
          index={active}
          onClose={() => onMenu(undefined)}
          onKind={(kind) => {
            if (menu !== undefined) choosing.justOne(menu.item)
            setWish(kind)
          }}
        />
      ) : null}
      {isMany ? (
        <ManyAtOnce
          {...{ bulk, choosing, wish, total }}
          queues={[...new Set(data?.rows.map(({ queue }) => queue))]}
          onWish={setWish}
        />
      ) : null}
    </Suspense>
  )
}

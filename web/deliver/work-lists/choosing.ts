import { useCallback, useEffect, useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { ItemView, ListedItem } from '../../../src/deliver/work-lists/model.ts'
import { gather, rowsBetween } from './row-pages.ts'

/** As many items can be dealt with at once. */
export const chosenMax = 5_000

type Chosen = ReadonlyMap<string, ListedItem>
const none: Chosen = new Map()

/** Which rows are chosen: one by one, from one to another, or all of the view. Another view begins with none. */
export function useChoosing(engagementId: string, view: ItemView, rowAt: (index: number) => ListedItem | undefined) {
  const client = useQueryClient()
  const place = JSON.stringify([engagementId, view])
  const [chosen, setChosen] = useState<{ readonly place: string; readonly items: Chosen }>({ place, items: none })
  const [gathered, setGathered] = useState<number>()
  const anchor = useRef(-1)
  const stopper = useRef<AbortController>(undefined)
  const items = chosen.place === place ? chosen.items : none
  const known = useRef({ items, rowAt, view, place })
  useEffect(() => {
    known.current = { items, rowAt, view, place }
  })
  const put = (next: Chosen) => setChosen({ place: known.current.place, items: next })
  const choose = useCallback(
    (index: number, isRange: boolean) => {
      const { rowAt: at, view: now } = known.current
      const row = at(index)
      if (row === undefined) return
      if (isRange && anchor.current >= 0) {
        const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)]
        const most = Math.min(to, from + chosenMax - 1)
        void rowsBetween(client, engagementId, now, [from, most]).then((rows) =>
          put(new Map([...known.current.items, ...rows.map(keyed)])),
        )
        return
      }
      anchor.current = index
      const next = new Map(known.current.items)
      if (!next.delete(row.workItemId)) next.set(row.workItemId, row)
      put(next)
    },
    [client, engagementId],
  )
  const chooseAll = async () => {
    const stop = new AbortController()
    stopper.current = stop
    setGathered(0)
    try {
      const rows = await gather(engagementId, view, chosenMax, { signal: stop.signal, onCount: setGathered })
      put(new Map(rows.map(keyed)))
    } finally {
      setGathered(undefined)
    }
  }
  return {
    items,
    choose,
    /** How many are loaded so far, while all are being chosen. */
    gathered,
    chooseAll: () => void chooseAll().catch(() => undefined),
    stop: () => stopper.current?.abort(),
    justOne: (item: ListedItem) => put(new Map([keyed(item)])),
    clear: () => put(none),
  }
}

function keyed(item: ListedItem): [string, ListedItem] {
  return [item.workItemId, item]
}

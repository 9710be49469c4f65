import { useCallback, useEffect, useMemo, useRef, type Dispatch, type Ref, type SetStateAction } from 'react'
import type { ItemView, ListedItem } from '../../../src/deliver/work-lists/model.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { useSpoken } from '../../lib/language.ts'
import { useNow } from '../../lib/now.ts'
import { say } from '../../lib/words.ts'
import { RowWindow, type RowWindowHandle } from '../../ui/row-window.tsx'
import { ItemCell, shownColumns } from './item-cells.tsx'
import { pagesInView, type PageRange, type useRowPages } from './row-pages.ts'

interface Props {
  readonly list: string
  readonly view: ItemView
  readonly zone: string
  readonly rows: ReturnType<typeof useRowPages>
  readonly chosen: ReadonlyMap<string, ListedItem>
  readonly onChoose: (index: number, isRange: boolean) => void
  readonly onMenu: (item: ListedItem, anchor: HTMLElement) => void
  readonly onSort: (column: string) => void
  readonly onRange: Dispatch<SetStateAction<PageRange>>
  readonly onActive: (index: number) => void
  readonly handle: Ref<RowWindowHandle>
}

/** The rows of the list; each is drawn again only when it changed itself. */
export function ItemRows({ list, view, zone, rows, chosen, onMenu, onRange, ...rest }: Props) {
  const { engagementId } = useThisEngagement()
  const now = useNow(15_000)
  const { language } = useSpoken()
  // Heads are words: another language is another set of columns.
  const columns = useMemo(() => shownColumns(view), [view, language])
  const cell = useCallback(
    (item: ListedItem, column: string, index: number) => (
      <ItemCell
        item={item}
        column={column}
        index={index}
        engagementId={engagementId}
        list={list}
        zone={zone}
        now={now}
      />
    ),
    [engagementId, list, zone, now],
  )
  const at = useRef(rows.rowAt)
  const menuOf = useRef(onMenu)
  useEffect(() => {
    at.current = rows.rowAt
    menuOf.current = onMenu
  })
  const openMenu = useCallback((index: number, anchor: HTMLElement) => {
    const item = at.current(index)
    if (item !== undefined) menuOf.current(item, anchor)
  }, [])
  const inView = useCallback(
    (first: number, last: number) => onRange((before) => pagesInView(before, first, last)),
    [onRange],
  )
  return (
    <RowWindow<ListedItem>
      caption={say('page.items')}
      columns={columns}
      count={rows.count}
      rowAt={rows.rowAt}
      keyOf={({ workItemId }) => workItemId}
      nameOf={({ reference }) => reference}
      cell={cell}
      isChosen={({ workItemId }) => chosen.has(workItemId)}
      onMenu={openMenu}
      onRange={inView}
      {...rest}
    />
  )
}

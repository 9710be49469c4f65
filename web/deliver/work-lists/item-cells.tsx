import { Link } from '@tanstack/react-router'
import {
  columnsOf,
  factColumn,
  type ItemSort,
  type ItemView,
  type ListedItem,
} from '../../../src/deliver/work-lists/model.ts'
import { say, wordFor, type WordKey } from '../../lib/words.ts'
import type { ListColumn } from '../../ui/row-window.tsx'
import { When } from '../../ui/when.tsx'
import { factText } from '../work-items/item-words.tsx'
import { DueMark, ItemStateMark } from '../work-items/item-standing.tsx'

const widths: Readonly<Record<string, string>> = {
  reference: 'minmax(96px, 1.2fr)',
  queue: 'minmax(0, 1fr)',
  state: 'minmax(0, 150px)',
  received: 'minmax(0, 140px)',
  due: 'minmax(0, 1fr)',
  completed: 'minmax(0, 140px)',
  origin: 'minmax(0, 110px)',
  id: 'minmax(0, 1.6fr)',
}
const heads: Readonly<Record<string, WordKey>> = {
  reference: 'items.item',
  queue: 'items.queue',
  state: 'items.state',
  received: 'items.received',
  due: 'items.due',
  completed: 'items.completed',
  origin: 'item.origin',
  id: 'list.id',
}
const sorts: readonly string[] = ['received', 'due', 'completed', 'reference'] satisfies readonly ItemSort[]

export function headOf(column: string): string {
  const fact = factColumn.exec(column)?.[1]
  return fact === undefined ? say(heads[column] ?? 'items.item') : fact.replaceAll('-', ' ')
}

/** The columns of a view as the list shows them; the first one is always the item itself. */
export function shownColumns(view: ItemView): readonly ListColumn[] {
  const names = columnsOf(view)
  return ['reference', ...names.filter((name) => name !== 'reference')].map((id) => ({
    id,
    head: headOf(id),
    width: widths[id] ?? 'minmax(0, 1fr)',
    isCode: id === 'reference' || id === 'id',
    ...(sorts.includes(id) ? { sorted: sortedBy(view, id) } : {}),
  }))
}

function sortedBy(view: ItemView, column: string): 'ascending' | 'descending' | 'none' {
  if ((view.sort ?? 'received') !== column) return 'none'
  return orderOf(view) === 'desc' ? 'descending' : 'ascending'
}

function orderOf(view: ItemView): 'asc' | 'desc' {
  return view.order ?? (view.sort === 'completed' ? 'desc' : 'asc')
}

/** The order after a column's head is pressed: by it, or the other way round where it is by it already. */
export function sortAfter(view: ItemView, column: string): Pick<ItemView, 'sort' | 'order'> {
  const sort = column as ItemSort
  if ((view.sort ?? 'received') !== column) return { sort, order: sort === 'completed' ? 'desc' : 'asc' }
  return { sort, order: orderOf(view) === 'asc' ? 'desc' : 'asc' }
}

interface CellProps {
  readonly item: ListedItem
  readonly column: string
  readonly index: number
  readonly engagementId: string
  /** The address of the list, for the way back. */
  readonly list: string
  readonly zone: string
  readonly now: number
}

export function ItemCell({ item, column, index, engagementId, list, zone, now }: CellProps) {
  switch (column) {
    case 'reference':
      return (
        <Link
          to="/e/$engagementId/i/$reference"
          params={{ engagementId, reference: item.reference }}
          search={{ list, at: String(index) }}
        >
          {item.reference}
        </Link>
      )
    case 'queue':
      return item.queue
    case 'state':
      return <ItemStateMark state={item.state} />
    case 'received':
      return <When at={item.receivedAt} zone={zone} />
    case 'due':
      return <DueMark dueAt={item.dueAt} now={now} />
    case 'completed':
      return item.completedAt === null ? '–' : <When at={item.completedAt} zone={zone} />
    case 'origin':
      return wordFor('item.origin', item.origin)
    case 'id':
      return item.workItemId
    default: {
      const value = item.facts[factColumn.exec(column)?.[1] ?? '']
      return value === undefined ? '–' : factText(value)
    }
  }
}

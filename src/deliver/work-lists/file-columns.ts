import type { TableColumn } from '../../kernel/tables/table.ts'
import type { EpochMillis } from '../../kernel/time/instant.ts'
import { localDateOf } from '../../kernel/time/zone.ts'
import { columnsOf, factColumn, type ItemView, type ListedItem } from './model.ts'

/** What a file of work items is called, in words: of which engagement, which view, and of which day. */
export function fileName(of: {
  readonly engagement: string
  readonly title: string | undefined
  readonly zone: string
  readonly now: EpochMillis
}): string {
  return [of.engagement, of.title ?? 'work items', localDateOf(of.now, of.zone)].join(', ')
}

/** The columns of a view as a file has them: instants as the clocks of the zone read and in UTC, facts as they are. */
export function fileColumns(view: ItemView, zone: string): TableColumn<ListedItem>[] {
  return columnsOf(view).map((name) => {
    const fact = factColumn.exec(name)?.[1]
    return fact === undefined ? columnOf(name, zone) : { head: fact.replaceAll('-', ' '), cell: cellOf(fact) }
  })
}

function columnOf(name: string, zone: string): TableColumn<ListedItem> {
  switch (name) {
    case 'queue':
      return { head: 'Queue', cell: ({ queue }) => queue }
    case 'state':
      return { head: 'State', cell: ({ state }) => state }
    case 'received':
      return { head: 'Received', zone, at: ({ receivedAt }) => receivedAt }
    case 'due':
      return { head: 'Due', zone, at: ({ dueAt }) => dueAt }
    case 'completed':
      return { head: 'Completed', zone, at: ({ completedAt }) => completedAt }
    case 'origin':
      return { head: 'Origin', cell: ({ origin }) => origin }
    case 'id':
      return { head: 'Id', cell: ({ workItemId }) => workItemId }
    default:
      return { head: 'Reference', cell: ({ reference }) => reference }
  }
}

function cellOf(fact: string) {
  return ({ facts }: ListedItem) => {
    const value = facts[fact]
    if (value === undefined) return null
    return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
  }
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { itemViews, workItemList } from '../../../src/deliver/work-lists/commands.ts'
import { Items } from '../../routes/search.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count } from '../../lib/formats.ts'
import { useKeys } from '../../lib/keys.ts'
import { say } from '../../lib/words.ts'
import { viewIn } from './address.ts'
import { noteReturn } from './coming-back.ts'

interface Props {
  /** The address of the list one came from. */
  readonly list: string
  /** The place of the item in it. */
  readonly at: number
}

/** The way on from an item to the next of the list one came from, to the one before, and back to the list. */
export function Beside({ list, at }: Props) {
  const { engagementId } = useThisEngagement()
  const client = useQueryClient()
  const navigate = useNavigate()
  const search = Items.parse(Object.fromEntries(new URLSearchParams(list)))
  const kept = useQuery({ ...asking(itemViews, { engagementId }), enabled: search.view !== undefined })
  const view = viewIn(search, kept.data?.rows.find(({ viewId }) => viewId === search.view)?.view)
  const isKnown = search.view === undefined || kept.data !== undefined
  const skip = Math.max(at - 1, 0)
  const near = useQuery({ ...asking(workItemList, { engagementId, ...view, skip, limit: 3 }), enabled: isKnown })
  const rowAt = (place: number) => (place < 0 ? undefined : near.data?.rows[place - skip])
  const go = (place: number) => {
    const row = rowAt(place)
    if (row === undefined) return
    void client.invalidateQueries({ queryKey: [engagementId, 'work-item'] })
    const params = { engagementId, reference: row.reference }
    void navigate({ to: '/e/$engagementId/i/$reference', params, search: { list, at: String(place) } })
  }
  const back = () => {
    noteReturn(engagementId, list, at)
    void navigate({ to: '/e/$engagementId/deliver/items', params: { engagementId }, search })
  }
  useKeys([
    { key: 'j', word: 'keys.next-item', run: () => go(at + 1) },
    { key: 'k', word: 'keys.item-before', run: () => go(at - 1) },
    { key: 'Escape', word: 'keys.to-list', run: back },
  ])
  const linkTo = (place: number, word: 'item.before' | 'item.next') => {
    const row = rowAt(place)
    if (row === undefined) return null
    return (
      <Link
        className="inline"
        to="/e/$engagementId/i/$reference"
        params={{ engagementId, reference: row.reference }}
        search={{ list, at: String(place) }}
      >
        {say(word, { reference: row.reference })}
      </Link>
    )
  }
  return (
    <nav className="kept-views" aria-label={say('item.beside')}>
      <Link
        to="/e/$engagementId/deliver/items"
        params={{ engagementId }}
        search={search}
        onClick={() => noteReturn(engagementId, list, at)}
      >
        {say('item.to-list')}
      </Link>
      <span className="quiet">{say('item.place', { place: count(at + 1) })}</span>
      {linkTo(at - 1, 'item.before')}
      {linkTo(at + 1, 'item.next')}
    </nav>
  )
}

import { useMemo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { itemViews } from '../../../src/deliver/work-lists/commands.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Page } from '../../ui/page.tsx'
import { changed, isChanged, textOf, viewIn } from '../work-lists/address.ts'
import { ItemList } from '../work-lists/item-list.tsx'
import { KeptViews } from '../work-lists/kept-views.tsx'

const route = getRouteApi('/e/$engagementId/deliver/items')

/** Work items: the view is what stands in the address, or the kept one that the address names, changed by it. */
export default function ItemsPage() {
  const { engagementId, client } = useThisEngagement()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const kept = useQuery(asking(itemViews, { engagementId }))
  const opened = kept.data?.rows.find(({ viewId }) => viewId === search.view)
  const view = useMemo(() => viewIn(search, opened?.view), [search, opened])
  const open = (viewId: string | undefined) => void navigate({ search: viewId === undefined ? {} : { view: viewId } })
  return (
    <Page title={opened?.name ?? say('page.items')} about={say('items.about', { zone: client.zone })}>
      {kept.data === undefined && search.view !== undefined ? (
        <Asked query={kept} what={say('views.title')}>
          {() => null}
        </Asked>
      ) : (
        <>
          <KeptViews
            views={kept.data?.rows ?? []}
            opened={opened}
            isOther={isChanged(search)}
            view={view}
            onOpen={open}
          />
          {search.view !== undefined && opened === undefined ? <p className="notice">{say('views.gone')}</p> : null}
          <ItemList
            view={view}
            title={opened?.name}
            list={textOf(search)}
            after={(next) => changed(search, opened?.view, next)}
            onChange={(next, isTyping = false) =>
              void navigate({ search: changed(search, opened?.view, next), replace: isTyping, resetScroll: false })
            }
          />
        </>
      )}
    </Page>
  )
}

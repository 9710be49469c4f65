import { useState } from 'react'
import type { ItemView } from '../../../src/deliver/work-lists/model.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { useSelf } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Problem } from '../../ui/problem.tsx'
import type { Changes, Search } from './address.ts'
import { useBulkJob } from './bulk/running.ts'
import { useChoosing } from './choosing.ts'
import { useComingBack } from './coming-back.ts'
import { FilterBar, type Change } from './filter-bar.tsx'
import { sortAfter } from './item-cells.tsx'
import { ItemDoings, type OpenMenu } from './item-doings.tsx'
import { ItemRows } from './item-rows.tsx'
import { ListSummary } from './list-summary.tsx'
import { useRowKeys } from './row-keys.ts'
import { useRowPages, type PageRange } from './row-pages.ts'

interface Props {
  readonly view: ItemView
  /** What the view is called, where it was kept. */
  readonly title: string | undefined
  /** The address of the list. */
  readonly list: string
  /** The address after a change of the view. */
  readonly after: (next: Changes) => Search
  readonly onChange: Change
}

/** The items of a view: filters, counts, rows, and what can be done with many at once. */
export function ItemList({ view, title, list, after, onChange }: Props) {
  const { engagementId } = useThisEngagement()
  const [range, setRange] = useState<PageRange>({ from: 0, to: 0 })
  const rows = useRowPages(engagementId, view, range)
  const choosing = useChoosing(engagementId, view, rows.rowAt)
  const bulk = useBulkJob(engagementId, useSelf()?.principal.principalId ?? '')
  const [menu, setMenu] = useState<OpenMenu>()
  const { handle, active, setActive } = useRowKeys(rows.count, choosing, bulk)
  const noteRow = useComingBack(engagementId, list, rows.count, handle)
  const { problem } = rows
  return (
    <>
      <FilterBar view={view} counts={rows.counts.data} onChange={onChange} />
      <Asked query={rows.counts} what={say('page.items')}>
        {(counts) => (
          <>
            <ListSummary {...{ view, title, counts, after, onChange }} rowAt={rows.rowAt} onAll={choosing.chooseAll} />
            {problem?.error ? <Problem error={problem.error} again={() => void problem.refetch()} /> : null}
            {rows.count === 0 ? <p>{say('items.empty')}</p> : null}
            <ItemRows
              {...{ list, view, rows, handle }}
              zone={counts.zone}
              chosen={choosing.items}
              onChoose={choosing.choose}
              onMenu={(item, anchor) => setMenu({ item, anchor })}
              onSort={(column) => onChange(sortAfter(view, column))}
              onRange={setRange}
              onActive={(index) => {
                setActive(index)
                noteRow(index)
              }}
            />
          </>
        )}
      </Asked>
      <ItemDoings {...{ menu, list, active, bulk, choosing }} total={rows.count} onMenu={setMenu} />
    </>
  )
}

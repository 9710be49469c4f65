import { lazy, Suspense } from 'react'
import type { z } from 'zod'
import type { workItemCounts } from '../../../src/deliver/work-lists/commands.ts'
import type { ItemView, ListedItem } from '../../../src/deliver/work-lists/model.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count } from '../../lib/formats.ts'
import { say, tell } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { FigureLink } from '../../ui/links.tsx'
import type { Changes, Search } from './address.ts'
import { ColumnChoice } from './column-choice.tsx'
import type { Change } from './filter-bar.tsx'

const TakingFile = lazy(() => import('./taking-file.tsx'))

interface Props {
  readonly view: ItemView
  readonly title: string | undefined
  readonly counts: z.output<typeof workItemCounts.output>
  readonly rowAt: (index: number) => ListedItem | undefined
  readonly after: (next: Changes) => Search
  readonly onChange: Change
  readonly onAll: () => void
}

const looked = 100

/** How many items the view has, how many of them are late, and what can be taken along. */
export function ListSummary({ view, title, counts, rowAt, after, onChange, onAll }: Props) {
  const { total, late, isExact } = counts
  const { engagementId } = useThisEngagement()
  const facts = factNames(rowAt)
  return (
    <div className="summary">
      <p>
        {say(isExact ? 'list.total' : 'list.total-more', { items: total })}
        {late > 0 && view.late === undefined ? (
          <>
            {', '}
            {tell('list.of-them-late', {
              figure: () => (
                <FigureLink
                  to="/e/$engagementId/deliver/items"
                  params={{ engagementId }}
                  search={after({ late: 'yes' })}
                  aria-label={say('list.show-late', { items: late })}
                >
                  {count(late)}
                </FigureLink>
              ),
            })}
          </>
        ) : null}
      </p>
      <div className="acts">
        {total === 0 ? null : <Button onClick={onAll}>{say('list.choose-all')}</Button>}
        <ColumnChoice view={view} facts={facts} onChange={(columns) => onChange({ columns })} />
        <Suspense fallback={null}>
          <TakingFile view={view} title={title} total={total} />
        </Suspense>
      </div>
    </div>
  )
}

/** Names of the facts of the first items: there are few kinds of items, and they have the same ones. */
function factNames(rowAt: (index: number) => ListedItem | undefined): string[] {
  const items = Array.from({ length: looked }, (_, index) => rowAt(index))
  return [...new Set(items.flatMap((item) => Object.keys(item?.facts ?? {})))].sort().slice(0, 30)
}

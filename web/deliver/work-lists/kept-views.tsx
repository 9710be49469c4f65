import { lazy, Suspense } from 'react'
import { Link } from '@tanstack/react-router'
import type { ItemView, KeptView } from '../../../src/deliver/work-lists/model.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { say } from '../../lib/words.ts'

const KeepingView = lazy(() => import('./keeping-view.tsx'))

interface Props {
  readonly views: readonly KeptView[]
  readonly opened: KeptView | undefined
  /** Whether what is shown differs from the view that was opened. */
  readonly isOther: boolean
  readonly view: ItemView
  readonly onOpen: (viewId: string | undefined) => void
}

/** The views that were kept, by name, and what can be done with the one that is shown. */
export function KeptViews({ views, opened, isOther, view, onOpen }: Props) {
  return (
    <nav className="kept-views" aria-label={say('views.title')}>
      <ul>
        <li>
          <ViewLink name={say('views.all')} viewId={undefined} isOpen={opened === undefined && !isOther} />
        </li>
        {views.map(({ viewId, name, isShared, isOwn }) => (
          <li key={viewId}>
            <ViewLink
              name={isShared && !isOwn ? say('views.shared', { name }) : name}
              viewId={viewId}
              isOpen={viewId === opened?.viewId}
            />
          </li>
        ))}
      </ul>
      <Suspense fallback={null}>
        <KeepingView {...{ opened, isOther, view, onOpen }} />
      </Suspense>
    </nav>
  )
}

interface LinkProps {
  readonly name: string
  readonly viewId: string | undefined
  readonly isOpen: boolean
}

function ViewLink({ name, viewId, isOpen }: LinkProps) {
  const { engagementId } = useThisEngagement()
  return (
    <Link
      to="/e/$engagementId/deliver/items"
      params={{ engagementId }}
      search={viewId === undefined ? {} : { view: viewId }}
      activeOptions={{ exact: true, includeSearch: true }}
      className={isOpen ? 'open' : undefined}
    >
      {name}
    </Link>
  )
}

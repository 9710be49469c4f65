import { Link } from '@tanstack/react-router'
import { exportBundle } from '../../../src/govern/exports/commands.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { mayUse, useSelf } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'

/** The three pages of the record: what stands in it, what holds it together, and how to be sure of it alone. */
export function RecordPlaces() {
  const engagement = useThisEngagement()
  const self = useSelf()
  const params = { engagementId: engagement.engagementId }
  const exact = { exact: true, includeSearch: false } as const
  return (
    <nav className="places" aria-label={say('record.places')}>
      <Link to="/e/$engagementId/record" params={params} activeOptions={exact}>
        {say('record.places.entries')}
      </Link>
      <Link to="/e/$engagementId/record/checkpoints" params={params} activeOptions={exact}>
        {say('record.places.checkpoints')}
      </Link>
      {mayUse(exportBundle, self, engagement) ? (
        <Link to="/e/$engagementId/record/check" params={params} activeOptions={exact}>
          {say('record.places.check')}
        </Link>
      ) : null}
    </nav>
  )
}

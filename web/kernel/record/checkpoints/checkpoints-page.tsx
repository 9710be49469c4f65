import { getRouteApi } from '@tanstack/react-router'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { say } from '../../../lib/words.ts'
import { Page } from '../../../ui/page.tsx'
import { RecordPlaces } from '../record-places.tsx'
import { CheckpointList } from './checkpoint-list.tsx'
import { Comparison } from './comparison.tsx'
import { OpenedCheckpoint } from './opened-checkpoint.tsx'
import { Witnesses } from './witnesses.tsx'

const route = getRouteApi('/e/$engagementId/record/checkpoints')

/** What holds the record together: signed checkpoints, and the witnesses that check each against the one before. */
export default function CheckpointsPage() {
  const { client } = useThisEngagement()
  const { size } = route.useSearch()
  return (
    <Page title={say('page.checkpoints')} about={say('checkpoints.about', { zone: client.zone })}>
      <RecordPlaces />
      <div className="columns wide">
        <div>
          {size === undefined ? null : <OpenedCheckpoint key={size} size={Number(size)} />}
          <Comparison />
          <CheckpointList />
        </div>
        <Witnesses />
      </div>
    </Page>
  )
}

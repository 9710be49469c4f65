import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { recordCheckpoint } from '../../../src/kernel/record/reading/commands.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { When } from '../../ui/when.tsx'

/** The newest checkpoint: how many entries the record has, and the one digest that stands for all of them. */
export function RecordFoot() {
  const { engagementId, client } = useThisEngagement()
  const { data } = useQuery(asking(recordCheckpoint, { engagementId }))
  if (data === undefined) return null
  return (
    <div className="foot">
      <p>{say('foot.seen')}</p>
      <p>
        {say('foot.record', { entries: count(data.treeSize) })} {shortHash(data.root)}, {say('foot.signed')}{' '}
        <When at={data.signedAt} zone={client.zone} />.{' '}
        <Link to="/e/$engagementId/record" params={{ engagementId }}>
          {say('foot.check')}
        </Link>
      </p>
    </div>
  )
}

/** The ends of a digest: enough to compare by eye. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)}…${hash.slice(-4)}`
}

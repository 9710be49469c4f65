import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { recordCheckpoint } from '../../../src/kernel/record/reading/commands.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count } from '../../lib/formats.ts'
import { say, tell } from '../../lib/words.ts'
import { FigureLink } from '../../ui/links.tsx'
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
        {tell('foot.record', { entries: <EntriesLink entries={data.treeSize} /> })} {shortHash(data.root)},{' '}
        {say('foot.signed')} <When at={data.signedAt} zone={client.zone} isNamed />.{' '}
        <Link
          to="/e/$engagementId/record/checkpoints"
          params={{ engagementId }}
          search={{ size: String(data.treeSize) }}
        >
          {say('foot.check')}
        </Link>
      </p>
    </div>
  )
}

/** So many entries, the first of the record, as a link to exactly these. */
export function EntriesLink({ entries }: { readonly entries: number }) {
  const { engagementId } = useThisEngagement()
  return (
    <FigureLink to="/e/$engagementId/record" params={{ engagementId }} search={{ size: String(entries) }}>
      {count(entries)}
    </FigureLink>
  )
}

/** The ends of a digest: enough to compare by eye. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)}…${hash.slice(-4)}`
}

import { useQuery } from '@tanstack/react-query'
import { recordEntries } from '../../../src/kernel/record/reading/commands.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { EntryRows } from './entry-rows.tsx'

/** What the record holds of one thing. */
export function SubjectEntries({ subject }: { readonly subject: string }) {
  const { engagementId } = useThisEngagement()
  const query = useQuery(asking(recordEntries, { engagementId, subject, limit: 200 }))
  return (
    <Asked query={query} what={say('item.entries')}>
      {({ rows }) =>
        rows.length === 0 ? <p className="muted">{say('record.none-yet')}</p> : <EntryRows rows={rows} />
      }
    </Asked>
  )
}

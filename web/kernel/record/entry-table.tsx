import { Link } from '@tanstack/react-router'
import type { Entry } from '../../../src/kernel/record/format/entry.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { Table } from '../../ui/table.tsx'
import type { Row } from './entry-rows.tsx'
import { EntryActor, shortSubject, utcText } from './entry-words.tsx'
import { shortHash } from './record-foot.tsx'

/** Entries of the record; each leads to its own page, and its subject to that subject's story. */
export function EntryTable({ rows }: { readonly rows: readonly Row[] }) {
  const { engagementId } = useThisEngagement()
  return (
    <Table
      caption={say('record.places.entries')}
      rows={rows}
      keyOf={(row) => String(row.leafIndex)}
      columns={[
        {
          head: say('entry.number'),
          kind: 'number',
          cell: ({ leafIndex }) => (
            <Link
              to="/e/$engagementId/record/entry/$leafIndex"
              params={{ engagementId, leafIndex: String(leafIndex) }}
              aria-label={say('entry.open', { index: count(leafIndex) })}
            >
              {count(leafIndex)}
            </Link>
          ),
        },
        { head: say('entry.at'), kind: 'code', cell: ({ entry }) => utcText((entry as Entry).at) },
        { head: say('entry.type'), cell: ({ entry }) => (entry as Entry).type },
        {
          head: say('entry.subject'),
          kind: 'code',
          cell: ({ entry }) => {
            const { subject } = entry as Entry
            return (
              <Link
                to="/e/$engagementId/record"
                params={{ engagementId }}
                search={{ subject, order: 'oldest' }}
                title={subject}
                aria-label={say('entry.story-of', { subject: shortSubject(subject) })}
              >
                {shortSubject(subject)}
              </Link>
            )
          },
        },
        { head: say('entry.by'), cell: ({ entry }) => <EntryActor entry={entry as Entry} /> },
        {
          head: say('entry.leaf'),
          kind: 'code',
          cell: ({ leafHash }) => <span title={leafHash}>{shortHash(leafHash)}</span>,
        },
      ]}
    />
  )
}

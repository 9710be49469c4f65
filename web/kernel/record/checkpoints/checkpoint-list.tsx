import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { recordCheckpoints, recordWitnesses } from '../../../../src/kernel/record/reading/commands.ts'
import { asking } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { count } from '../../../lib/formats.ts'
import { say } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { ButtonLink } from '../../../ui/links.tsx'
import { Table, type Column } from '../../../ui/table.tsx'
import { When } from '../../../ui/when.tsx'
import { shortHash } from '../record-foot.tsx'

const route = getRouteApi('/e/$engagementId/record/checkpoints')
const pageRows = 20

type Row = ReturnType<typeof recordCheckpoints.output.parse>['rows'][number]

/** Checkpoints, newest first: each opens, and each can be taken as one of the two that are compared. */
export function CheckpointList() {
  const { engagementId } = useThisEngagement()
  const { before, size } = route.useSearch()
  const query = useQuery({
    ...asking(recordCheckpoints, {
      engagementId,
      limit: pageRows,
      before: before === undefined ? undefined : Number(before),
    }),
    placeholderData: keepPreviousData,
  })
  const columns = useColumns()
  return (
    <section aria-labelledby="checkpoints">
      <h2 id="checkpoints">{say('record.checkpoints')}</h2>
      <p className="small muted">{say('record.checkpoints.what')}</p>
      <Asked query={query} what={say('record.checkpoints')}>
        {({ rows }) => (
          <>
            <Table
              caption={say('record.checkpoints')}
              rows={rows}
              keyOf={(row) => String(row.treeSize)}
              isChosen={(row) => String(row.treeSize) === size}
              columns={columns}
            />
            <OtherPages rows={rows} />
          </>
        )}
      </Asked>
    </section>
  )
}

function useColumns(): readonly Column<Row>[] {
  const { engagementId, client } = useThisEngagement()
  const witnesses = useQuery(asking(recordWitnesses, { engagementId })).data?.rows ?? []
  const signersOf = (note: string) =>
    witnesses.filter(({ witness }) => note.includes(`\n— ${witness} `)).map(({ witness }) => witness)
  return [
    { head: say('checkpoint.size'), kind: 'number', cell: ({ treeSize }) => <OpenLink treeSize={treeSize} /> },
    {
      head: say('checkpoint.root'),
      kind: 'code',
      cell: ({ root }) => <span title={root}>{shortHash(root)}</span>,
    },
    { head: say('checkpoint.at'), cell: ({ signedAt }) => <When at={signedAt} zone={client.zone} /> },
    {
      head: say('checkpoint.cosigned'),
      cell: ({ note }) => signersOf(note).join(', ') || <span className="quiet">{say('checkpoint.nobody')}</span>,
    },
    { head: say('checkpoint.compare'), cell: ({ treeSize }) => <CompareLinks treeSize={treeSize} /> },
  ]
}

function OpenLink({ treeSize }: { readonly treeSize: number }) {
  const { engagementId } = useThisEngagement()
  const search = route.useSearch()
  return (
    <Link
      to="/e/$engagementId/record/checkpoints"
      params={{ engagementId }}
      search={{ ...search, size: String(treeSize) }}
      aria-label={say('checkpoint.open', { entries: count(treeSize) })}
    >
      {count(treeSize)}
    </Link>
  )
}

function OtherPages({ rows }: { readonly rows: readonly Row[] }) {
  const { engagementId } = useThisEngagement()
  const search = route.useSearch()
  const to = { to: '/e/$engagementId/record/checkpoints', params: { engagementId } } as const
  return (
    <p className="more">
      {search.before === undefined ? null : (
        <ButtonLink {...to} search={{ ...search, before: undefined }}>
          {say('record.first-page')}
        </ButtonLink>
      )}{' '}
      {rows.length < pageRows ? null : (
        <ButtonLink {...to} search={{ ...search, before: String(rows.at(-1)?.treeSize ?? 0) }}>
          {say('checkpoints.earlier')}
        </ButtonLink>
      )}
    </p>
  )
}

/** Takes a checkpoint as the earlier or the later one of the two that are compared. */
function CompareLinks({ treeSize }: { readonly treeSize: number }) {
  const { engagementId } = useThisEngagement()
  const search = route.useSearch()
  return (
    <span className="compare">
      {(['from', 'to'] as const).map((end) => (
        <Link
          key={end}
          to="/e/$engagementId/record/checkpoints"
          params={{ engagementId }}
          search={{ ...search, [end]: String(treeSize) }}
          aria-current={search[end] === String(treeSize) ? 'true' : undefined}
          aria-label={say(`checkpoint.take-${end}`, { entries: count(treeSize) })}
        >
          {say(`checkpoint.${end}`)}
        </Link>
      ))}
    </span>
  )
}

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { exportBundle } from '../../../src/govern/exports/commands.ts'
import { recordCheckpoint, recordCheckpoints, recordEntries } from '../../../src/kernel/record/reading/commands.ts'
import { asking, fileAddress } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count } from '../../lib/formats.ts'
import { mayUse, useSelf } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { ButtonLink } from '../../ui/links.tsx'
import { Page, Sheet } from '../../ui/page.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { When } from '../../ui/when.tsx'
import { EntryRows } from './entry-rows.tsx'
import { shortHash } from './record-foot.tsx'

const route = getRouteApi('/e/$engagementId/record')
const pageRows = 50

/** The record both parties hold: its entries, its checkpoints, and how to take it along and check it alone. */
export default function RecordPage() {
  const { engagementId, client } = useThisEngagement()
  const newest = useQuery(asking(recordCheckpoint, { engagementId }))
  return (
    <Page title={say('page.record')} about={say('record.about', { zone: client.zone })}>
      <Asked query={newest} what={say('page.record')}>
        {({ treeSize }) => (
          <div className="columns wide">
            <Entries treeSize={treeSize} />
            <aside aria-label={say('record.aside')}>
              <Taking />
              <Checkpoints />
            </aside>
          </div>
        )}
      </Asked>
    </Page>
  )
}

/** A page of entries, the newest first page unless the address says from where. */
function Entries({ treeSize }: { readonly treeSize: number }) {
  const { engagementId } = useThisEngagement()
  const { from: asked, entry } = route.useSearch()
  const from = Math.max(0, asked === undefined ? treeSize - pageRows : Number(asked))
  const query = useQuery({
    ...asking(recordEntries, { engagementId, from, limit: pageRows }),
    placeholderData: keepPreviousData,
  })
  const earlier = Math.max(0, from - pageRows)
  const later = from + pageRows
  return (
    <section aria-labelledby="entries">
      <div className="bar">
        <h2 id="entries">{say('record.entries', { entries: treeSize })}</h2>
        <span className="small quiet">
          {say('record.shown', { first: count(from), last: count(Math.min(treeSize, later) - 1) })}
        </span>
      </div>
      <Asked query={query} what={say('item.entries')}>
        {({ rows }) => <EntryRows rows={rows} opened={entry === undefined ? undefined : Number(entry)} />}
      </Asked>
      <p className="more">
        {from > 0 ? (
          <ButtonLink to="/e/$engagementId/record" params={{ engagementId }} search={{ from: String(earlier) }}>
            {say('record.earlier')}
          </ButtonLink>
        ) : null}{' '}
        {later < treeSize ? (
          <ButtonLink to="/e/$engagementId/record" params={{ engagementId }} search={{ from: String(later) }}>
            {say('record.later')}
          </ButtonLink>
        ) : null}
      </p>
    </section>
  )
}

function Taking() {
  const engagement = useThisEngagement()
  const self = useSelf()
  const { engagementId } = engagement
  if (!mayUse(exportBundle, self, engagement)) return null
  const name = `record-${engagementId.slice(-12)}.bundle`
  return (
    <Sheet title={say('record.take')}>
      <p className="small">{say('record.take.why')}</p>
      <ol className="small">
        <li>
          <a className="inline" href={fileAddress(exportBundle, { engagementId })} download={name}>
            {say('record.take.bundle')}
          </a>
        </li>
        <li>
          <a className="inline" href="/programs/counterpart-verify.mjs" download="counterpart-verify.mjs">
            {say('record.take.program')}
          </a>
        </li>
        <li>
          {say('record.take.run')}
          <pre className="entry" tabIndex={0} aria-label={say('record.take.command')}>
            node counterpart-verify.mjs {name}
          </pre>
        </li>
      </ol>
    </Sheet>
  )
}

function Checkpoints() {
  const { engagementId, client } = useThisEngagement()
  const query = useQuery(asking(recordCheckpoints, { engagementId, limit: 8 }))
  return (
    <Sheet title={say('record.checkpoints')}>
      <p className="small muted">{say('record.checkpoints.what')}</p>
      <Asked query={query} what={say('record.checkpoints')}>
        {({ rows }) => (
          <Pairs
            pairs={rows.map(({ treeSize, root, signedAt }) => ({
              key: String(treeSize),
              name: (
                <>
                  {say('record.of-size', { entries: treeSize })} <span className="mono">{shortHash(root)}</span>
                </>
              ),
              value: <When at={signedAt} zone={client.zone} />,
            }))}
          />
        )}
      </Asked>
    </Sheet>
  )
}

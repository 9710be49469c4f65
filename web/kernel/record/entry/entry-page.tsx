import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { recordEntries } from '../../../../src/kernel/record/reading/commands.ts'
import type { Entry } from '../../../../src/kernel/record/format/entry.ts'
import { asking } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { count } from '../../../lib/formats.ts'
import { say } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { ButtonLink } from '../../../ui/links.tsx'
import { Page, Sheet } from '../../../ui/page.tsx'
import { Pairs } from '../../../ui/pairs.tsx'
import type { Row } from '../entry-rows.tsx'
import { EntryActor, utcText } from '../entry-words.tsx'
import { RecordPlaces } from '../record-places.tsx'
import { EntryProof } from './entry-proof.tsx'

const route = getRouteApi('/e/$engagementId/record/entry/$leafIndex')

/** One entry of the record: what it says, and the proof that it stands where it stands. */
export default function EntryPage() {
  const { engagementId } = useThisEngagement()
  const leafIndex = Number(route.useParams().leafIndex)
  const isNumber = Number.isSafeInteger(leafIndex) && leafIndex >= 0
  const query = useQuery({
    ...asking(recordEntries, { engagementId, from: leafIndex, limit: 2 }),
    enabled: isNumber,
    // What has its place never changes.
    staleTime: Infinity,
  })
  const title = say('entry.title', { index: isNumber ? count(leafIndex) : '?' })
  return (
    <Page title={title} about={say('record.about')}>
      <RecordPlaces />
      {isNumber ? (
        <Asked query={query} what={title}>
          {({ rows }) => {
            const [row, next] = rows
            return row === undefined ? <Missing /> : <Opened row={row} hasNext={next !== undefined} />
          }}
        </Asked>
      ) : (
        <Missing />
      )}
    </Page>
  )
}

function Missing() {
  return <p>{say('entry.missing')}</p>
}

function Opened({ row, hasNext }: { readonly row: Row; readonly hasNext: boolean }) {
  const { leafIndex } = row
  return (
    <>
      <div className="columns wide">
        <div>
          <What row={row} />
          <section aria-labelledby="content">
            <h2 id="content">{say('entry.content')}</h2>
            <pre className="entry" tabIndex={0} aria-labelledby="content">
              {JSON.stringify((row.entry as Entry).body, null, 2)}
            </pre>
          </section>
        </div>
        <Sheet title={say('entry.proof')}>
          <EntryProof key={leafIndex} leaf={row} />
        </Sheet>
      </div>
      <p className="more">
        {leafIndex > 0 ? <Beside leafIndex={leafIndex - 1} word="entry.before" /> : null}{' '}
        {hasNext ? <Beside leafIndex={leafIndex + 1} word="entry.after" /> : null}
      </p>
    </>
  )
}

interface BesideProps {
  readonly leafIndex: number
  readonly word: 'entry.before' | 'entry.after'
}

function Beside({ leafIndex, word }: BesideProps) {
  const { engagementId } = useThisEngagement()
  return (
    <ButtonLink to="/e/$engagementId/record/entry/$leafIndex" params={{ engagementId, leafIndex: String(leafIndex) }}>
      {say(word, { index: count(leafIndex) })}
    </ButtonLink>
  )
}

function What({ row }: { readonly row: Row }) {
  const { engagementId } = useThisEngagement()
  const entry = row.entry as Entry
  const { subject, cause, rule } = entry
  const plain = (key: string, name: string, value: React.ReactNode) => ({ key, name, value })
  const story = (
    <Link to="/e/$engagementId/record" params={{ engagementId }} search={{ subject, order: 'oldest' }}>
      {subject}
    </Link>
  )
  return (
    <Pairs
      left
      pairs={[
        plain('type', say('entry.type'), entry.type),
        plain('at', say('entry.at'), <span className="mono">{utcText(entry.at)}</span>),
        plain('subject', say('entry.subject'), <span className="mono">{story}</span>),
        plain('version', say('entry.version'), count(entry.subjectVersion)),
        plain('by', say('entry.by'), <EntryActor entry={entry} />),
        plain('command', say('entry.command'), entry.command),
        plain('id', say('entry.id'), <span className="mono">{entry.id}</span>),
        ...(cause === null ? [] : [plain('cause', say('entry.cause'), <span className="mono">{cause}</span>)]),
        ...(rule === null ? [] : [plain('rule', say('entry.rule'), <span className="mono">{rule}</span>)]),
      ]}
    />
  )
}

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { recordCheckpoint, recordExcerpt } from '../../../src/kernel/record/reading/commands.ts'
import { dayMillis, parseDate } from '../../../src/kernel/time/civil-date.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Button } from '../../ui/button.tsx'
import { ButtonLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { EntryFilters } from './entry-filters.tsx'
import { EntryTable } from './entry-table.tsx'
import { RecordFoot } from './record-foot.tsx'
import { RecordPlaces } from './record-places.tsx'

const route = getRouteApi('/e/$engagementId/record')
const pageRows = 50

/** The record both parties hold, entry by entry. */
export default function RecordPage() {
  const { engagementId } = useThisEngagement()
  const newest = useQuery(asking(recordCheckpoint, { engagementId }))
  return (
    <Page title={say('page.record')} about={say('record.about')} actions={<GoTo treeSize={newest.data?.treeSize} />}>
      <RecordPlaces />
      <EntryFilters />
      <Entries />
      <RecordFoot />
    </Page>
  )
}

/** To an entry by its number, which is how people and papers name it. */
function GoTo({ treeSize }: { readonly treeSize: number | undefined }) {
  const { engagementId } = useThisEngagement()
  const navigate = useNavigate()
  const [leafIndex, setLeafIndex] = useState('')
  const last = (treeSize ?? 0) - 1
  return (
    <form
      className="go-to"
      onSubmit={(event) => {
        event.preventDefault()
        void navigate({ to: '/e/$engagementId/record/entry/$leafIndex', params: { engagementId, leafIndex } })
      }}
    >
      <label>
        {say('record.go-to')}{' '}
        <input
          type="number"
          required
          min={0}
          max={Math.max(0, last)}
          value={leafIndex}
          onChange={({ target }) => setLeafIndex(target.value)}
        />
      </label>
      <Button type="submit">{say('record.go-to.open')}</Button>
    </form>
  )
}

function Entries() {
  const engagement = useThisEngagement()
  const { engagementId } = engagement
  const filter = route.useSearch()
  const { order, subject, kind, type, by, since, until, after, size } = filter
  const query = useQuery({
    ...asking(recordExcerpt, {
      engagementId,
      limit: pageRows,
      order: order ?? 'newest',
      subject,
      subjectKind: kind,
      type,
      organisationId: by === undefined ? undefined : engagement[by].organisationId,
      // Entries carry UTC, and so do the days of this filter; both of them are included.
      since: since === undefined ? undefined : parseDate(since) * dayMillis,
      until: until === undefined ? undefined : (parseDate(until) + 1) * dayMillis,
      size: size === undefined ? undefined : Number(size),
      cursor: after,
    }),
    placeholderData: keepPreviousData,
  })
  return (
    <section aria-label={say('record.places.entries')}>
      <Narrowed />
      <Asked query={query} what={say('record.places.entries')}>
        {({ rows, nextCursor }) => (
          <>
            {rows.length === 0 ? <p className="muted">{say('record.none-fit')}</p> : <EntryTable rows={rows} />}
            <OtherPages nextCursor={nextCursor} />
          </>
        )}
      </Asked>
    </section>
  )
}

/** What the list is narrowed to beside its filters, and the way back. */
function Narrowed() {
  const { engagementId } = useThisEngagement()
  const filter = route.useSearch()
  const { subject, size } = filter
  return (
    <>
      {subject === undefined ? null : (
        <p className="small">
          {say('record.story', { subject })}{' '}
          <Link to="/e/$engagementId/record" params={{ engagementId }} search={{ ...filter, subject: undefined }}>
            {say('record.story.end')}
          </Link>
        </p>
      )}
      {size === undefined ? null : (
        <p className="small">
          {say('record.first', { entries: Number(size) })}{' '}
          <Link to="/e/$engagementId/record" params={{ engagementId }} search={{ ...filter, size: undefined }}>
            {say('record.first.end')}
          </Link>
        </p>
      )}
    </>
  )
}

function OtherPages({ nextCursor }: { readonly nextCursor: string | null }) {
  const { engagementId } = useThisEngagement()
  const filter = route.useSearch()
  const { after, order } = filter
  return (
    <p className="more">
      {after === undefined ? null : (
        <ButtonLink to="/e/$engagementId/record" params={{ engagementId }} search={{ ...filter, after: undefined }}>
          {say('record.first-page')}
        </ButtonLink>
      )}{' '}
      {nextCursor === null ? null : (
        <ButtonLink to="/e/$engagementId/record" params={{ engagementId }} search={{ ...filter, after: nextCursor }}>
          {say(order === 'oldest' ? 'record.later' : 'record.earlier')}
        </ButtonLink>
      )}
    </p>
  )
}

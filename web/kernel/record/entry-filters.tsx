import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { recordTypes } from '../../../src/kernel/record/reading/commands.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { say } from '../../lib/words.ts'
import { ButtonLink } from '../../ui/links.tsx'
import { Choice, Field } from '../../ui/field.tsx'

const route = getRouteApi('/e/$engagementId/record')

/** Which entries are shown, and in which order; all of it stands in the address. */
export function EntryFilters() {
  const engagement = useThisEngagement()
  const { engagementId } = engagement
  const filter = route.useSearch()
  const navigate = useNavigate({ from: '/e/$engagementId/record' })
  const types = useQuery(asking(recordTypes, { engagementId })).data?.rows ?? []
  // Another filter begins at its first page.
  const set = (change: Partial<Filter>) =>
    void navigate({ search: { ...filter, ...change, after: undefined }, replace: true })
  const kinds = [...new Set(types.map(({ subjectKind }) => subjectKind))].toSorted()
  const ofKind = types.filter(({ subjectKind }) => filter.kind === undefined || subjectKind === filter.kind)
  const named = [...new Set(ofKind.map(({ type }) => type))].toSorted()
  const all = { value: '', text: say('record.filter.all') }
  const plain = (value: string) => ({ value, text: value })
  const parties = ['client', 'provider'] as const
  return (
    <div className="filters" role="group" aria-label={say('record.filter')}>
      <Choice
        label={say('record.filter.order')}
        value={filter.order ?? 'newest'}
        choices={[
          { value: 'newest', text: say('record.filter.newest') },
          { value: 'oldest', text: say('record.filter.oldest') },
        ]}
        onChoose={(order) => set({ order: order === 'oldest' ? order : undefined })}
      />
      <Choice
        label={say('record.filter.kind')}
        value={filter.kind ?? ''}
        choices={[all, ...kinds.map(plain)]}
        onChoose={(kind) => set({ kind: kind === '' ? undefined : kind, type: undefined })}
      />
      <Choice
        label={say('record.filter.type')}
        value={filter.type ?? ''}
        choices={[all, ...named.map(plain)]}
        onChoose={(type) => set({ type: type === '' ? undefined : type })}
      />
      <Choice
        label={say('record.filter.by')}
        value={filter.by ?? ''}
        choices={[all, ...parties.map((value) => ({ value, text: engagement[value].name }))]}
        onChoose={(by) => set({ by: parties.find((one) => one === by) })}
      />
      <Days filter={filter} set={set} />
      {Object.values(filter).some((value) => value !== undefined) ? (
        <ButtonLink to="/e/$engagementId/record" params={{ engagementId }}>
          {say('record.filter.none')}
        </ButtonLink>
      ) : null}
    </div>
  )
}

type Filter = ReturnType<typeof route.useSearch>

interface DaysProps {
  readonly filter: Filter
  readonly set: (change: Partial<Filter>) => void
}

/** The first and the last day of what is shown. */
function Days({ filter, set }: DaysProps) {
  return (['since', 'until'] as const).map((end) => (
    <Field key={end} label={say(`record.filter.${end}`)}>
      {(ids) => (
        <input
          {...ids}
          type="date"
          value={filter[end] ?? ''}
          onChange={({ target }) => set({ [end]: target.value === '' ? undefined : target.value })}
        />
      )}
    </Field>
  ))
}

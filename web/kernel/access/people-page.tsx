import { lazy, Suspense } from 'react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { organisationPrincipals } from '../../../src/kernel/identity/commands.ts'
import { mayUse, useSelf } from '../../lib/session.ts'
import { useKeys } from '../../lib/keys.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { ButtonLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { askColleagues, type Colleague } from './colleagues.ts'

// A sheet comes after the page: what it needs to ask and to confirm is a good part of the code.
const AddPersonSheet = lazy(() => import('./add-person-sheet.tsx'))
const PersonSheet = lazy(() => import('./person-sheet.tsx'))

const route = getRouteApi('/settings/people')

/** People, AI workers and systems of the reader's own organisation: who they are, and whether they may come in. */
export default function PeoplePage() {
  const self = useSelf()
  const organisation = self?.organisation ?? undefined
  const may = organisation !== undefined && mayUse(organisationPrincipals, self)
  return (
    <Page title={say('page.people')} about={organisation?.name} actions={may ? <AddLink /> : undefined}>
      {may ? <People organisationId={organisation.organisationId} /> : <p>{say('people.not-for-you')}</p>}
    </Page>
  )
}

function AddLink() {
  return (
    <ButtonLink to="/settings/people" search={{ add: 'person' }}>
      {say('people.add')}
    </ButtonLink>
  )
}

function People({ organisationId }: { readonly organisationId: string }) {
  const colleagues = useQuery(askColleagues(organisationId))
  const { person, add } = route.useSearch()
  const navigate = route.useNavigate()
  useKeys(
    person === undefined && add === undefined
      ? []
      : [{ key: 'Escape', word: 'keys.back', run: () => void navigate({ search: {} }) }],
  )
  return (
    <Asked query={colleagues} what={say('page.people')}>
      {({ rows }) => (
        <div className="columns">
          <div>
            <PeopleTable rows={rows} chosen={person} />
          </div>
          <aside aria-label={say('people.aside')}>
            <Suspense fallback={null}>
              <Sheet rows={rows} organisationId={organisationId} />
            </Suspense>
          </aside>
        </div>
      )}
    </Asked>
  )
}

function Sheet({ rows, organisationId }: { readonly rows: readonly Colleague[]; readonly organisationId: string }) {
  const { person, add } = route.useSearch()
  const chosen = rows.find(({ principalId }) => principalId === person)
  if (add !== undefined) return <AddPersonSheet key={add} kind={add} organisationId={organisationId} />
  if (chosen !== undefined) return <PersonSheet key={chosen.principalId} person={chosen} colleagues={rows} />
  return <p className="muted small">{say(person === undefined ? 'people.open-one' : 'people.gone')}</p>
}

function PeopleTable({ rows, chosen }: { readonly rows: readonly Colleague[]; readonly chosen: string | undefined }) {
  const sorted = rows.toSorted((a, b) => Number(a.disabled) - Number(b.disabled) || a.name.localeCompare(b.name))
  return (
    <Table
      caption={say('page.people')}
      rows={sorted}
      keyOf={({ principalId }) => principalId}
      isChosen={({ principalId }) => principalId === chosen}
      columns={[
        {
          head: say('people.name'),
          cell: ({ principalId, name }) => (
            <Link to="/settings/people" search={{ person: principalId }}>
              {name}
            </Link>
          ),
        },
        { head: say('people.kind'), cell: ({ kind }) => wordFor('kind', kind) },
        { head: say('people.email'), cell: ({ email }) => email ?? '–' },
        { head: say('people.site'), cell: ({ site }) => site ?? '–' },
        { head: say('people.standing'), cell: ({ standing }) => wordFor('standing', standing) },
        { head: say('people.state'), cell: ({ disabled }) => say(disabled ? 'people.disabled' : 'people.enabled') },
      ]}
    />
  )
}

import { lazy, Suspense } from 'react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { members } from '../../../src/kernel/access/commands.ts'
import type { Party } from '../../../src/kernel/access/model.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { useKeys } from '../../lib/keys.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { PartyName } from '../../ui/party-name.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { countedAs } from '../../govern/home/people-by-role.ts'
import { nameOf, rolesText, useWhyNot, type Member } from './colleagues.ts'

// A sheet comes after the page: what it needs to ask and to confirm is a good part of the code.
const AddMemberSheet = lazy(() => import('./add-member-sheet.tsx'))
const MemberSheet = lazy(() => import('./member-sheet.tsx'))

const route = getRouteApi('/e/$engagementId/people')
const parties = ['client', 'provider', 'neither'] as const

/** Who has which part in the engagement: names of the own party, of the other one its roles. */
export default function MembersPage() {
  const engagement = useThisEngagement()
  const { engagementId } = engagement
  const { member, add, role, party: only } = route.useSearch()
  const navigate = route.useNavigate()
  const whyNot = useWhyNot(engagement)
  const query = useQuery(asking(members, { engagementId }))
  useKeys(
    member === undefined && add === undefined
      ? []
      : [{ key: 'Escape', word: 'keys.back', run: () => void navigate({ search: {} }) }],
  )
  return (
    <Page
      title={say('page.members')}
      about={say('members.about')}
      actions={
        <Button because={whyNot} onClick={() => void navigate({ search: { add: 'member' } })}>
          {say('members.add')}
        </Button>
      }
    >
      <Asked query={query} what={say('page.members')}>
        {({ rows }) => (
          <div className="columns">
            <div>
              {role === undefined ? null : (
                <p className="small">
                  {say('members.only', { role: wordFor('role', role) })}{' '}
                  <Link to="/e/$engagementId/people" params={{ engagementId }}>
                    {say('members.all')}
                  </Link>
                </p>
              )}
              {parties
                .filter((party) => only === undefined || party === only)
                .map((party) => (
                  <PartyMembers
                    key={party}
                    party={party}
                    rows={rows.filter(
                      (row) => row.party === party && (role === undefined || countedAs(row).includes(role)),
                    )}
                  />
                ))}
              <p className="small muted">{say('members.administrators')}</p>
            </div>
            <aside aria-label={say('members.aside')}>
              <Suspense fallback={null}>
                <Aside rows={rows} />
              </Suspense>
            </aside>
          </div>
        )}
      </Asked>
    </Page>
  )
}

function Aside({ rows }: { readonly rows: readonly Member[] }) {
  const engagement = useThisEngagement()
  const { member, add } = route.useSearch()
  const whyNot = useWhyNot(engagement)
  const chosen = rows.find(({ principalId }) => principalId === member)
  if (add !== undefined && whyNot === undefined) return <AddMemberSheet rows={rows} />
  if (chosen !== undefined) return <MemberSheet key={`${chosen.principalId} ${chosen.roles.join()}`} member={chosen} />
  return <p className="muted small">{say(member === undefined ? 'members.open-one' : 'members.gone')}</p>
}

function PartyMembers({ party, rows }: { readonly party: Party; readonly rows: readonly Member[] }) {
  const engagement = useThisEngagement()
  const { engagementId } = engagement
  const { member } = route.useSearch()
  if (party === 'neither' && rows.length === 0) return null
  const title = party === 'neither' ? say('members.auditors') : engagement[party].name
  const named: Column<Member> = {
    head: say('people.name'),
    cell: (row) => (
      <Link to="/e/$engagementId/people" params={{ engagementId }} search={{ member: row.principalId }}>
        {nameOf(row, engagement)}
      </Link>
    ),
  }
  const state: Column<Member> = {
    head: say('people.state'),
    cell: ({ disabled }) => say(disabled === true ? 'people.disabled' : 'people.enabled'),
  }
  const isOwn = party === engagement.party
  return (
    <section aria-label={title}>
      <h2>{party === 'neither' ? title : <PartyName party={party}>{title}</PartyName>}</h2>
      {rows.length === 0 ? (
        <p className="muted">{say('members.none')}</p>
      ) : (
        <Table
          caption={title}
          rows={rows.toSorted((a, b) => nameOf(a, engagement).localeCompare(nameOf(b, engagement)))}
          keyOf={({ principalId }) => principalId}
          isChosen={({ principalId }) => principalId === member}
          columns={[
            named,
            { head: say('people.kind'), cell: ({ kind }) => wordFor('kind', kind) },
            { head: say('members.roles'), cell: ({ roles }) => rolesText(roles) },
            ...(isOwn ? [state] : []),
          ]}
        />
      )}
    </section>
  )
}

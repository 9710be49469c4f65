import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { askDecisions } from '../../govern/decisions/asking-decisions.ts'
import { askEngagements, type Engagement } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Page } from '../../ui/page.tsx'
import { PartyName } from '../../ui/party-name.tsx'
import { Table } from '../../ui/table.tsx'
import { rolesText } from './colleagues.ts'
import { CreditCell, LevelsCell, MissedCell, MonthCell, StageCell } from './portfolio-cells.tsx'
import { useStandings } from './portfolio-standings.ts'

/** Every engagement in which the reader has a part, with how its current month stands and what waits there. */
export default function PortfolioPage() {
  const engagements = useQuery(askEngagements)
  return (
    <Page title={say('page.portfolio')} about={say('portfolio.about')}>
      <Asked query={engagements} what={say('page.portfolio')}>
        {({ rows }) => (rows.length === 0 ? <p>{say('portfolio.empty')}</p> : <EngagementTable rows={rows} />)}
      </Asked>
    </Page>
  )
}

function EngagementTable({ rows }: { readonly rows: readonly Engagement[] }) {
  const sorted = rows.toSorted((a, b) => a.name.localeCompare(b.name))
  const standings = useStandings(sorted)
  const rowOf = (engagement: Engagement) => standings[sorted.indexOf(engagement)] ?? { state: 'waiting' }
  return (
    <Table
      caption={say('page.portfolio')}
      rows={sorted}
      keyOf={(row) => row.engagementId}
      columns={[
        { head: say('portfolio.engagement'), cell: (row) => <Name engagement={row} /> },
        { head: say('portfolio.part'), cell: ({ roles }) => rolesText(roles) || say('standing.administrator') },
        { head: say('portfolio.stage'), cell: (row) => <StageCell standing={rowOf(row)} /> },
        { head: say('month.choose'), cell: (row) => <MonthCell engagement={row} standing={rowOf(row)} /> },
        { head: say('portfolio.levels'), cell: (row) => <LevelsCell engagement={row} standing={rowOf(row)} /> },
        { head: say('portfolio.missed'), cell: (row) => <MissedCell engagement={row} standing={rowOf(row)} /> },
        {
          head: say('portfolio.credit'),
          kind: 'number',
          cell: (row) => <CreditCell engagement={row} standing={rowOf(row)} />,
        },
        { head: say('portfolio.waiting'), kind: 'number', cell: (row) => <Waiting engagement={row} /> },
      ]}
    />
  )
}

function Name({ engagement }: { readonly engagement: Engagement }) {
  const { engagementId, name, client, provider } = engagement
  return (
    <>
      <Link to="/e/$engagementId" params={{ engagementId }}>
        {name}
      </Link>
      <div className="small quiet">
        <PartyName party="client">{client.name}</PartyName> – <PartyName party="provider">{provider.name}</PartyName>
      </div>
    </>
  )
}

/** How much waits for the reader there; it leads to exactly those decisions. */
function Waiting({ engagement }: { readonly engagement: Engagement }) {
  const { engagementId, name } = engagement
  const rows = useQuery(askDecisions).data?.rows
  const waiting = rows?.filter((decision) => decision.engagementId === engagementId).length ?? 0
  if (waiting === 0) return say(rows === undefined ? 'portfolio.unknown' : 'portfolio.nothing')
  return (
    <Link
      to="/work"
      search={{ engagement: engagementId }}
      className="figure"
      aria-label={say('portfolio.decisions.of', { waiting, name })}
    >
      {say('portfolio.decisions', { waiting })}
    </Link>
  )
}

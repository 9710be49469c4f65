import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { approveStatement, statements } from '../../../src/govern/statements/commands.ts'
import type { MonthCard } from '../../../src/govern/statements/model.ts'
import { asking } from '../../lib/calling.ts'
import { dayName, money, monthName } from '../../lib/formats.ts'
import { askEngagements, mayUse, useSelf, type Engagement } from '../../lib/session.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { StateMark } from '../../ui/glyph.tsx'
import { Page } from '../../ui/page.tsx'
import { PartyName } from '../../ui/party-name.tsx'
import { Table } from '../../ui/table.tsx'

/** Every engagement in which the reader has a part, with what its newest frozen months wait for. */
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
  const self = useSelf()
  const months = useQueries({
    queries: rows.map((engagement) => ({
      ...asking(statements, { engagementId: engagement.engagementId, limit: 13 }),
      enabled: mayUse(statements, self, engagement),
    })),
  })
  const monthsOf = (engagement: Engagement) => months[rows.indexOf(engagement)]?.data?.rows ?? []
  return (
    <Table
      caption={say('page.portfolio')}
      rows={rows}
      keyOf={(row) => row.engagementId}
      columns={[
        {
          head: say('portfolio.engagement'),
          cell: ({ engagementId, name }) => (
            <Link to="/e/$engagementId" params={{ engagementId }}>
              {name}
            </Link>
          ),
        },
        { head: say('portfolio.client'), cell: ({ client }) => <PartyName party="client">{client.name}</PartyName> },
        {
          head: say('portfolio.provider'),
          cell: ({ provider }) => <PartyName party="provider">{provider.name}</PartyName>,
        },
        { head: say('portfolio.part'), cell: ({ roles }) => roles.map((role) => wordFor('role', role)).join(', ') },
        { head: say('portfolio.since'), cell: ({ openedAt, client }) => dayName(openedAt, client.zone) },
        {
          head: say('portfolio.waiting'),
          cell: (row) => <Waiting engagement={row} months={monthsOf(row)} />,
        },
        { head: say('portfolio.last'), kind: 'number', cell: (row) => lastAgreed(monthsOf(row)) },
      ]}
    />
  )
}

function Waiting({ engagement, months }: { readonly engagement: Engagement; readonly months: readonly MonthCard[] }) {
  const mayApprove = mayUse(approveStatement, useSelf(), engagement)
  const waiting = months.filter(
    ({ state, approvals }) =>
      mayApprove && state === 'drafted' && !approvals.some(({ party }) => party === engagement.party),
  )
  if (waiting.length === 0) return say('portfolio.nothing')
  return <StateMark tone="risk">{say('portfolio.drafts', { drafts: waiting.length })}</StateMark>
}

function lastAgreed(months: readonly MonthCard[]): string {
  const agreed = months.find(({ state }) => state === 'agreed')
  if (agreed === undefined || agreed.totals === null) return '–'
  return say('portfolio.agreed', {
    month: monthName(agreed.month),
    net: money(agreed.totals.netMinor, agreed.totals.currency),
  })
}

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Decision } from '../../../src/govern/decisions/model.ts'
import { askEngagements } from '../../lib/session.ts'
import { money } from '../../lib/formats.ts'
import { say, tell } from '../../lib/words.ts'
import { AddressButton, FigureLink } from '../../ui/links.tsx'
import { PartyMark } from '../../ui/party-name.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { effectOf, keyOfDecision, whatOf } from './decision-words.ts'

interface Props {
  readonly decisions: readonly Decision[]
  /** The zone that the page names. Left out where decisions are of several engagements: each row names its own. */
  readonly zone?: string
}

/** Decisions, the one that waits longest first, each with the way to where it is taken. */
export function DecisionsTable({ decisions, zone }: Props) {
  if (decisions.length === 0) return <p className="muted">{say('decisions.none')}</p>
  const where: Column<Decision> = {
    head: say('decisions.engagement'),
    cell: ({ engagementId, engagement }) => (
      <Link to="/e/$engagementId" params={{ engagementId }}>
        {engagement}
      </Link>
    ),
  }
  return (
    <Table
      caption={say('decisions.title')}
      rows={decisions}
      keyOf={keyOfDecision}
      columns={[
        { head: say('decisions.what'), cell: whatOf },
        ...(zone === undefined ? [where] : []),
        { head: say('decisions.asked'), cell: (decision) => <AskedBy decision={decision} /> },
        { head: say('decisions.since'), cell: (decision) => <Since decision={decision} zone={zone} /> },
        { head: say('decisions.effect'), cell: (decision) => <Effect decision={decision} /> },
        { head: say('decisions.act'), kind: 'number', cell: (decision) => <Review decision={decision} /> },
      ]}
    />
  )
}

function Since({ decision, zone }: { readonly decision: Decision; readonly zone: string | undefined }) {
  const { engagementId, since } = decision
  const engagement = useQuery(askEngagements).data?.rows.find((row) => row.engagementId === engagementId)
  if (zone !== undefined) return <When at={since} zone={zone} />
  return engagement === undefined ? null : <When at={since} zone={engagement.client.zone} isNamed />
}

/** What happens once it is decided; its amounts lead to what they were made of. */
function Effect({ decision }: { readonly decision: Decision }) {
  if (decision.kind !== 'statement-to-approve') return effectOf(decision)
  const { engagementId, month, totals, last } = decision
  const figure = (ev: string, minor: number) => (
    <FigureLink to="/e/$engagementId/govern/statement" params={{ engagementId }} search={{ month, ev }}>
      {money(minor, totals.currency)}
    </FigureLink>
  )
  return tell('decisions.statement.effect', {
    net: figure('totals/net', totals.netMinor),
    credit: totals.creditsMinor === 0 ? 'none' : figure('totals/credits', totals.creditsMinor),
    last: last ? 'yes' : 'no',
  })
}

function AskedBy({ decision }: { readonly decision: Decision }) {
  const { engagementId, askedBy } = decision
  const engagement = useQuery(askEngagements).data?.rows.find((row) => row.engagementId === engagementId)
  if (askedBy === null) return say('decisions.nobody')
  return (
    <>
      <PartyMark party={askedBy} /> {engagement?.[askedBy].name}
    </>
  )
}

function Review({ decision }: { readonly decision: Decision }) {
  const label = say('decisions.review.named', { what: whatOf(decision) })
  return (
    <AddressButton address={decision.address} aria-label={label}>
      {say('decisions.review')}
    </AddressButton>
  )
}

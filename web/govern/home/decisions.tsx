import { useQuery } from '@tanstack/react-query'
import { agreements, signAgreement } from '../../../src/contract/agreements/commands.ts'
import { approveStatement, statements } from '../../../src/govern/statements/commands.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { money, monthName } from '../../lib/formats.ts'
import { mayUse, useSelf } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import { ButtonLink } from '../../ui/links.tsx'
import { PartyMark } from '../../ui/party-name.tsx'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'

/** Something that waits for the reader's own decision. */
export interface Decision {
  readonly key: string
  readonly what: string
  readonly askedBy: 'client' | 'provider' | undefined
  readonly since: number
  readonly effect: string
  readonly review: { readonly month: string } | { readonly paper: string }
}

/** Statements that the reader may approve and papers that the reader may sign, where the own party has not yet. */
export function useDecisions(): readonly Decision[] {
  const engagement = useThisEngagement()
  const self = useSelf()
  const { engagementId, party } = engagement
  const mayApprove = mayUse(approveStatement, self, engagement)
  const maySign = mayUse(signAgreement, self, engagement)
  const months = useQuery({ ...asking(statements, { engagementId, limit: 24 }), enabled: mayApprove })
  const papers = useQuery({ ...asking(agreements, { engagementId, limit: 200 }), enabled: maySign })
  const drafts = (mayApprove ? (months.data?.rows ?? []) : []).filter(
    (month) => month.state === 'drafted' && !month.approvals.some((approval) => approval.party === party),
  )
  // A paper that the own party has signed already, or drafted and not proposed, waits for somebody else.
  const open = (maySign ? (papers.data?.rows ?? []) : []).filter(
    ({ state, author }) => state === 'proposed' || (state === 'signed' && author !== party),
  )
  return [
    ...drafts.map(({ month, totals, draftedAt, approvals }): Decision => ({
      key: `statement ${month}`,
      what: say('decisions.statement', { month: monthName(month) }),
      askedBy: approvals[0]?.party,
      since: draftedAt ?? 0,
      effect: say('decisions.statement.effect', {
        net: totals === null ? '' : money(totals.netMinor, totals.currency),
        last: approvals.length > 0 ? 'yes' : 'no',
      }),
      review: { month },
    })),
    ...open.map(({ agreementId, title, state, author, changedAt }): Decision => ({
      key: `agreement ${agreementId}`,
      what: say('decisions.agreement', { title }),
      askedBy: author,
      since: changedAt,
      effect: say('decisions.agreement.effect', { last: state === 'signed' ? 'yes' : 'no' }),
      review: { paper: agreementId },
    })),
  ]
}

export function DecisionsTable({
  decisions,
  zone,
}: {
  readonly decisions: readonly Decision[]
  readonly zone: string
}) {
  if (decisions.length === 0) return <p className="muted">{say('decisions.none')}</p>
  return (
    <Table
      caption={say('decisions.title')}
      rows={decisions}
      keyOf={({ key }) => key}
      columns={[
        { head: say('decisions.what'), cell: ({ what }) => what },
        { head: say('decisions.asked'), cell: (decision) => <AskedBy decision={decision} /> },
        { head: say('decisions.since'), cell: ({ since }) => <When at={since} zone={zone} /> },
        { head: say('decisions.effect'), cell: ({ effect }) => effect },
        { head: say('decisions.act'), kind: 'number', cell: (decision) => <Review decision={decision} /> },
      ]}
    />
  )
}

function AskedBy({ decision }: { readonly decision: Decision }) {
  const engagement = useThisEngagement()
  if (decision.askedBy === undefined) return say('decisions.nobody')
  return (
    <>
      <PartyMark party={decision.askedBy} /> {engagement[decision.askedBy].name}
    </>
  )
}

function Review({ decision }: { readonly decision: Decision }) {
  const { engagementId } = useThisEngagement()
  const label = say('decisions.review.named', { what: decision.what })
  if ('month' in decision.review) {
    return (
      <ButtonLink
        to="/e/$engagementId/govern/statement"
        params={{ engagementId }}
        search={decision.review}
        aria-label={label}
      >
        {say('decisions.review')}
      </ButtonLink>
    )
  }
  return (
    <ButtonLink
      to="/e/$engagementId/contract/terms"
      params={{ engagementId }}
      search={decision.review}
      aria-label={label}
    >
      {say('decisions.review')}
    </ButtonLink>
  )
}

import { useThisEngagement } from '../../lib/engagement.ts'
import { EntriesLink } from '../../kernel/record/record-foot.tsx'
import { say, tell } from '../../lib/words.ts'
import { Sheet } from '../../ui/page.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { PartyName } from '../../ui/party-name.tsx'
import { When } from '../../ui/when.tsx'
import type { Shown } from './statement-page.tsx'

/** Who has approved what: the digest that stands for every figure of the month. */
export function ApprovalSheet({ shown }: { readonly shown: Shown }) {
  const engagement = useThisEngagement()
  const { approvals, state, statementHash, treeSize, rejection } = shown
  const { zone } = shown.statement.period
  return (
    <Sheet title={say('approval.title')}>
      {rejection === null ? null : (
        <p className="notice">
          {say('approval.rejected', { party: engagement[rejection.party].name, reason: rejection.reason })}
        </p>
      )}
      <Pairs
        pairs={(['client', 'provider'] as const).map((party) => {
          const approval = approvals.find((one) => one.party === party)
          return {
            key: party,
            name: <PartyName party={party}>{engagement[party].name}</PartyName>,
            value:
              approval === undefined ? (
                say(state === 'open' ? 'approval.not-drafted' : 'approval.waits')
              ) : (
                <When at={approval.approvedAt} zone={zone} />
              ),
          }
        })}
      />
      <p className="small quiet">
        {tell('approval.basis', { entries: <EntriesLink entries={treeSize} /> })}{' '}
        <span className="mono hash">{statementHash}</span>
      </p>
    </Sheet>
  )
}

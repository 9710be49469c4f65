import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { recordWitnesses } from '../../../../src/kernel/record/reading/commands.ts'
import { asking } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { count } from '../../../lib/formats.ts'
import { say } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Sheet } from '../../../ui/page.tsx'
import { PartyName } from '../../../ui/party-name.tsx'
import { When } from '../../../ui/when.tsx'
import { OwnWitness } from './own-witness.tsx'

/** Who watches over the record, when each was last heard of, and how to watch over it oneself. */
export function Witnesses() {
  const { engagementId } = useThisEngagement()
  const query = useQuery(asking(recordWitnesses, { engagementId }))
  return (
    <aside aria-label={say('witnesses')}>
      <Sheet title={say('witnesses')}>
        <p className="small muted">{say('witnesses.what')}</p>
        <Asked query={query} what={say('witnesses')}>
          {({ rows }) =>
            rows.length === 0 ? (
              <p className="small">{say('witnesses.none')}</p>
            ) : (
              <ul className="witnesses small">
                {rows.map((row) => (
                  <WitnessCard key={row.witness} row={row} />
                ))}
              </ul>
            )
          }
        </Asked>
      </Sheet>
      <OwnWitness />
    </aside>
  )
}

type Row = ReturnType<typeof recordWitnesses.output.parse>['rows'][number]

function WitnessCard({ row: { witness, party, verifierKey, last } }: { readonly row: Row }) {
  const engagement = useThisEngagement()
  const { engagementId, client } = engagement
  return (
    <li>
      <strong>{witness}</strong>{' '}
      {party === 'neither' ? null : <PartyName party={party}>{engagement[party].name}</PartyName>}
      <br />
      {last === null ? (
        say('witnesses.never')
      ) : (
        <>
          {say('witnesses.last')}{' '}
          <Link
            to="/e/$engagementId/record/checkpoints"
            params={{ engagementId }}
            search={{ size: String(last.treeSize) }}
          >
            {say('record.of-size', { entries: count(last.treeSize) })}
          </Link>
          , <When at={last.receivedAt} zone={client.zone} />
        </>
      )}
      <br />
      <code className="mono hash">{verifierKey}</code>{' '}
      <Copy text={verifierKey} what={say('witnesses.key', { witness })} />
    </li>
  )
}

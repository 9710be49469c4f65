import { useThisEngagement } from '../../../lib/engagement.ts'
import { say } from '../../../lib/words.ts'
import { PartyMark } from '../../../ui/party-name.tsx'
import { When } from '../../../ui/when.tsx'
import type { ReadNote, Signer } from '../checking.ts'

/** Whose signatures under a checkpoint hold, as this browser has found. */
export function NoteSigners({ checked }: { readonly checked: ReadNote }) {
  const { signers } = checked
  return (
    <>
      <ul className="small signers">
        {signers.map((signer) => (
          <li key={signer.name}>
            <SignerName signer={signer} />
          </li>
        ))}
      </ul>
      {signers.length === 1 ? <p className="small quiet">{say('checkpoint.no-witness')}</p> : null}
    </>
  )
}

function SignerName({ signer: { name, party, at } }: { readonly signer: Signer }) {
  const { client } = useThisEngagement()
  if (party === 'log') return <>{say('checkpoint.by-log', { name })}</>
  return (
    <>
      {say('checkpoint.by-witness', { name })} {party === 'neither' ? null : <PartyMark party={party} />}{' '}
      {at === undefined ? null : <When at={at} zone={client.zone} />}
    </>
  )
}

import { say } from '../lib/words.ts'

interface Props {
  readonly party: 'client' | 'provider'
  readonly children: React.ReactNode
}

/** A party with its mark: the client is a square, the provider is a circle, everywhere. */
export function PartyName({ party, children }: Props) {
  return (
    <span className="party">
      {children} <PartyMark party={party} />
    </span>
  )
}

export function PartyMark({ party }: Pick<Props, 'party'>) {
  return (
    <span role="img" aria-label={say(party === 'client' ? 'party.client' : 'party.provider')}>
      {party === 'client' ? '■' : '●'}
    </span>
  )
}

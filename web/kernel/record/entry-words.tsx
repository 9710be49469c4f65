import type { Entry } from '../../../src/kernel/record/format/entry.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { say, wordFor } from '../../lib/words.ts'
import { PartyName } from '../../ui/party-name.tsx'

/** '2026-10-09 12:02:00.000', in UTC as the entry carries it. */
export function utcText(at: string): string {
  return at.replace('T', ' ').replace('Z', '')
}

/** A subject with the ends of its id. */
export function shortSubject(subject: string): string {
  const [kind = '', id = ''] = subject.split('/')
  return id.length > 16 ? `${kind}/${id.slice(0, 8)}…${id.slice(-4)}` : subject
}

/** For which party it was done, and by what kind of actor: the record names no people. */
export function EntryActor({ entry: { actor } }: { readonly entry: Entry }) {
  const { client, provider } = useThisEngagement()
  const kind = wordFor('entry.actor', actor.kind)
  if (actor.organisation === client.organisationId) return <PartyName party="client">{kind}</PartyName>
  if (actor.organisation === provider.organisationId) return <PartyName party="provider">{kind}</PartyName>
  return <>{say('entry.actor.neither', { kind })}</>
}

import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { disablePrincipal, enablePrincipal } from '../../../src/kernel/access/people/commands.ts'
import { createApiKey, createSignInLink } from '../../../src/kernel/identity/commands.ts'
import { send } from '../../lib/calling.ts'
import { moment } from '../../lib/formats.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Sheet } from '../../ui/page.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { Problem } from '../../ui/problem.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { ChangingPerson } from './changing-person.tsx'
import { useForgetPeople, type Colleague } from './colleagues.ts'

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

interface Props {
  readonly person: Colleague
  readonly colleagues: readonly Colleague[]
}

/** One of the own organisation: who it is, the way in, and whether it is open. */
export default function PersonSheet({ person, colleagues }: Props) {
  return (
    <>
      <Sheet title={person.name}>
        <Pairs
          pairs={[
            { key: 'kind', name: say('people.kind'), value: wordFor('kind', person.kind) },
            { key: 'state', name: say('people.state'), value: stateOf(person) },
            { key: 'id', name: say('people.id'), value: <span className="mono">{person.principalId}</span> },
          ]}
        />
      </Sheet>
      <WayIn person={person} />
      <ChangingPerson person={person} isLast={isLastAdministrator(person, colleagues)} />
      <ShuttingOut person={person} colleagues={colleagues} />
    </>
  )
}

function stateOf({ disabled }: Colleague): string {
  return say(disabled ? 'people.disabled' : 'people.enabled')
}

/** A link for a person, a key for an AI worker or a system: each is shown once and never again. */
function WayIn({ person }: Pick<Props, 'person'>) {
  const { principalId, kind, name, disabled } = person
  const isPerson = kind === 'person'
  const issue = useMutation({
    mutationFn: () => {
      const wanted = { principalId, credentialId: crypto.randomUUID() }
      return isPerson
        ? send(createSignInLink, wanted, crypto.randomUUID())
        : send(createApiKey, { ...wanted, label: say('people.key.label', { name }) }, crypto.randomUUID())
    },
  })
  const until = issue.data === undefined ? '' : moment(issue.data.expiresAt, zone)
  return (
    <Sheet title={say(isPerson ? 'people.link' : 'people.key')}>
      {issue.data === undefined ? (
        <p className="small">{say(isPerson ? 'people.link.what' : 'people.key.what')}</p>
      ) : (
        <ShownOnce
          key={issue.data.credentialId}
          label={say(isPerson ? 'people.link.of' : 'people.key.of', { name })}
          hint={say(isPerson ? 'people.link.hint' : 'people.key.hint', { until, zone })}
          secret={isPerson ? `${window.location.origin}/sign-in#${issue.data.secret}` : issue.data.secret}
        />
      )}
      {issue.error === null ? null : <Problem error={issue.error} />}
      <Button because={disabled ? say('people.enable.first') : undefined} onClick={() => issue.mutate()}>
        {issue.isPending ? say('confirm.busy') : say(isPerson ? 'people.link.act' : 'people.key.act')}
      </Button>
    </Sheet>
  )
}

function ShuttingOut({ person, colleagues }: Props) {
  const forget = useForgetPeople()
  const { principalId, name, disabled } = person
  const [isAsked, setAsked] = useState(false)
  const enable = useMutation({
    mutationFn: () => send(enablePrincipal, { principalId }, crypto.randomUUID()),
    onSuccess: forget,
  })
  if (disabled) {
    return (
      <Sheet title={say('people.enable')}>
        <p className="small">{say('people.enable.what')}</p>
        {enable.error === null ? null : <Problem error={enable.error} />}
        <Button onClick={() => enable.mutate()}>{say(enable.isPending ? 'confirm.busy' : 'people.enable')}</Button>
      </Sheet>
    )
  }
  return (
    <Sheet title={say('people.disable')}>
      <p className="small">{say('people.disable.what')}</p>
      <Button
        because={isLastAdministrator(person, colleagues) ? say('people.disable.last') : undefined}
        onClick={() => setAsked(true)}
      >
        {say('people.disable')}
      </Button>
      {isAsked ? (
        <Confirm
          title={say('people.disable.title', { name })}
          act={say('people.disable')}
          typed={name}
          onClose={() => setAsked(false)}
          onConfirm={async () => {
            await send(disablePrincipal, { principalId }, crypto.randomUUID())
            await forget()
          }}
        >
          <p>{say('people.disable.effect')}</p>
        </Confirm>
      ) : null}
    </Sheet>
  )
}

function isLastAdministrator(person: Colleague, colleagues: readonly Colleague[]): boolean {
  const others = colleagues.filter(({ principalId }) => principalId !== person.principalId)
  const isThere = others.some(({ standing, disabled }) => standing === 'administrator' && !disabled)
  return person.standing === 'administrator' && !isThere
}

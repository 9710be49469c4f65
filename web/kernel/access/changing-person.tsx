import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { changePrincipal } from '../../../src/kernel/access/people/commands.ts'
import { send } from '../../lib/calling.ts'
import { say } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/page.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useForgetPeople, type Colleague } from './colleagues.ts'
import { PersonFields, writtenOrNull, type Typed } from './person-fields.tsx'

type Changes = Partial<Particulars>

interface Props {
  readonly person: Colleague
  /** Nobody else of the organisation lets people in. */
  readonly isLast: boolean
}

/** What is known of somebody, where it stands: an administrator writes over it. */
export function ChangingPerson({ person, isLast }: Props) {
  const forget = useForgetPeople()
  const { principalId } = person
  // What a colleague changes meanwhile is not written over: only what differs from what was read here is sent.
  const [known, setKnown] = useState<Particulars>(person)
  const [typed, setTyped] = useState<Typed>(() => typedOf(person))
  const changes = changesOf(typed, known)
  const change = useMutation({
    mutationFn: () => send(changePrincipal, { principalId, ...changes }, crypto.randomUUID()),
    onSuccess: async (changed) => {
      setKnown(changed)
      await forget()
    },
  })
  const because = whyNot(typed, changes, isLast)
  return (
    <Sheet title={say('people.change')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (because === undefined && !change.isPending) change.mutate()
        }}
      >
        <PersonFields typed={typed} isPerson={person.kind === 'person'} onType={setTyped} />
        {changes.email === undefined ? null : <p className="small">{say('people.change.email')}</p>}
        {change.error === null ? null : <Problem error={change.error} />}
        <Button type="submit" because={because}>
          {say(change.isPending ? 'confirm.busy' : 'people.change.act')}
        </Button>
      </form>
    </Sheet>
  )
}

type Particulars = Pick<Colleague, 'name' | 'email' | 'site' | 'standing'>

function typedOf({ name, email, site, standing }: Particulars): Typed {
  return { name, email: email ?? '', site: site ?? '', standing }
}

/** Only what was written otherwise than it was known. */
function changesOf(typed: Typed, known: Particulars): Changes {
  const written = {
    name: typed.name.trim(),
    email: writtenOrNull(typed.email),
    site: writtenOrNull(typed.site),
    standing: typed.standing,
  }
  const names = ['name', 'email', 'site', 'standing'] as const
  return Object.fromEntries(names.filter((name) => written[name] !== known[name]).map((name) => [name, written[name]]))
}

function whyNot(typed: Typed, changes: Changes, isLast: boolean): string | undefined {
  if (typed.name.trim() === '') return say('people.name.first')
  if (Object.keys(changes).length === 0) return say('people.change.first')
  return isLast && changes.standing !== undefined ? say('people.disable.last') : undefined
}

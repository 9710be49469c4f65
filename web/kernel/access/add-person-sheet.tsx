import { useState } from 'react'
import type { z } from 'zod'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { addPrincipal } from '../../../src/kernel/identity/commands.ts'
import { send } from '../../lib/calling.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/field.tsx'
import { Sheet } from '../../ui/page.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useForgetPeople } from './colleagues.ts'
import { PersonFields, writtenOrNull, type Typed } from './person-fields.tsx'

const kinds = ['person', 'ai', 'system'] as const
type Kind = (typeof kinds)[number]

interface Props {
  readonly kind: Kind
  readonly organisationId: string
}

/** Somebody new in the own organisation. What they may do in an engagement is given there. */
export default function AddPersonSheet({ kind, organisationId }: Props) {
  const navigate = useNavigate()
  const [typed, setTyped] = useState<Typed>({ name: '', email: '', site: '', standing: 'member' })
  const add = useAdding({
    organisationId,
    kind,
    name: typed.name.trim(),
    email: kind === 'person' ? writtenOrNull(typed.email) : null,
    site: writtenOrNull(typed.site),
    standing: typed.standing,
  })
  const isNamed = typed.name.trim() !== ''
  return (
    <Sheet title={say('people.add')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isNamed && !add.isPending) add.mutate()
        }}
      >
        <Choice
          label={say('people.kind')}
          value={kind}
          choices={kinds.map((value) => ({ value, text: wordFor('kind', value) }))}
          onChoose={(value) =>
            void navigate({ to: '/settings/people', search: { add: kinds.find((one) => one === value) } })
          }
        />
        <PersonFields typed={typed} isPerson={kind === 'person'} onType={setTyped} />
        {add.error === null ? null : <Problem error={add.error} />}
        <Button type="submit" first because={isNamed ? undefined : say('people.name.first')}>
          {say(add.isPending ? 'confirm.busy' : 'people.add.act')}
        </Button>
      </form>
    </Sheet>
  )
}

/** Adds somebody as they were typed in, under one id however often it is tried, and opens their sheet. */
function useAdding(given: Omit<z.input<typeof addPrincipal.input>, 'principalId'>) {
  const navigate = useNavigate()
  const forget = useForgetPeople()
  const [principalId] = useState(() => crypto.randomUUID())
  return useMutation({
    mutationFn: () => send(addPrincipal, { ...given, principalId }, crypto.randomUUID()),
    onSuccess: async () => {
      await forget()
      await navigate({ to: '/settings/people', search: { person: principalId } })
    },
  })
}

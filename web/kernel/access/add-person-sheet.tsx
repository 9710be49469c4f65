import { useState } from 'react'
import type { z } from 'zod'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { addPrincipal } from '../../../src/kernel/identity/commands.ts'
import { send } from '../../lib/calling.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import { Sheet } from '../../ui/page.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useForgetPeople } from './colleagues.ts'

const kinds = ['person', 'ai', 'system'] as const
const standings = ['member', 'administrator'] as const
type Kind = (typeof kinds)[number]

interface Props {
  readonly kind: Kind
  readonly organisationId: string
}

/** Somebody new in the own organisation. What they may do in an engagement is given there. */
export default function AddPersonSheet({ kind, organisationId }: Props) {
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [site, setSite] = useState('')
  const [standing, setStanding] = useState<string>('member')
  const add = useAdding({
    organisationId,
    kind,
    name: name.trim(),
    email: kind === 'person' ? givenOrNull(email) : null,
    site: givenOrNull(site),
    standing: standings.find((one) => one === standing) ?? 'member',
  })
  const isNamed = name.trim() !== ''
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
        <Typed label={say('people.name')} value={name} onType={setName} max={200} />
        {kind === 'person' ? (
          <Typed label={say('people.email')} value={email} onType={setEmail} max={320} type="email" />
        ) : null}
        <Typed label={say('people.site')} hint={say('people.site.hint')} value={site} onType={setSite} max={100} />
        <Choice
          label={say('people.standing')}
          value={standing}
          choices={standings.map((value) => ({ value, text: wordFor('standing', value) }))}
          onChoose={setStanding}
        />
        {add.error === null ? null : <Problem error={add.error} />}
        <Button type="submit" first because={isNamed ? undefined : say('people.name.first')}>
          {say(add.isPending ? 'confirm.busy' : 'people.add.act')}
        </Button>
      </form>
    </Sheet>
  )
}

function givenOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
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

interface TypedProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onType: (value: string) => void
  readonly max: number
  readonly type?: 'text' | 'email'
}

function Typed({ label, hint, value, onType, max, type = 'text' }: TypedProps) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <input
          {...ids}
          type={type}
          value={value}
          maxLength={max}
          autoComplete="off"
          onChange={(event) => onType(event.target.value)}
        />
      )}
    </Field>
  )
}

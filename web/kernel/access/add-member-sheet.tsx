import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { addMember } from '../../../src/kernel/access/commands.ts'
import type { Role } from '../../../src/kernel/access/model.ts'
import { send } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { useSelf } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import { Sheet } from '../../ui/page.tsx'
import { Problem } from '../../ui/problem.tsx'
import { askColleagues, useForgetPeople, type Colleague, type Member } from './colleagues.ts'
import { RoleBoxes } from './member-sheet.tsx'

/** Stands in the choice of people for somebody whom this organisation does not know. */
const auditor = 'auditor'

/** Gives one of the own people a part in the engagement, or lets an auditor of a third organisation look. */
export default function AddMemberSheet({ rows }: { readonly rows: readonly Member[] }) {
  const organisationId = useSelf()?.principal.organisationId ?? ''
  const query = useQuery(askColleagues(organisationId))
  return (
    <Sheet title={say('members.add')}>
      <Asked query={query} what={say('page.people')}>
        {({ rows: colleagues }) => {
          const isMember = new Set(rows.map(({ principalId }) => principalId))
          const others = colleagues.filter(({ principalId, disabled }) => !disabled && !isMember.has(principalId))
          return <Adding others={others.toSorted((a, b) => a.name.localeCompare(b.name))} />
        }}
      </Asked>
    </Sheet>
  )
}

function Adding({ others }: { readonly others: readonly Colleague[] }) {
  const { engagementId, party } = useThisEngagement()
  const navigate = useNavigate()
  const forget = useForgetPeople()
  const [who, setWho] = useState('')
  const [id, setId] = useState('')
  const [roles, setRoles] = useState<readonly Role[]>([])
  const isAuditor = who === auditor
  const principalId = isAuditor ? id.trim() : who
  const add = useMutation({
    mutationFn: () => {
      const part = isAuditor
        ? ({ party: 'neither', roles: ['auditor' as Role] } as const)
        : ({ party, roles: [...roles] } as const)
      return send(addMember, { engagementId, principalId, ...part, roles: [...part.roles] }, crypto.randomUUID())
    },
    onSuccess: async () => {
      await forget()
      await navigate({ to: '/e/$engagementId/people', params: { engagementId }, search: { member: principalId } })
    },
  })
  const choices = [
    { value: '', text: say('members.who.none') },
    ...others.map((one) => ({ value: one.principalId, text: one.name })),
    { value: auditor, text: say('members.who.auditor') },
  ]
  return (
    <>
      <Choice
        label={say('members.who')}
        value={who}
        choices={choices}
        onChoose={(value) => {
          setWho(value)
          add.reset()
        }}
      />
      {isAuditor ? <IdField value={id} onType={setId} /> : null}
      {who === '' || isAuditor ? null : <RoleBoxes party={party} chosen={roles} onChoose={setRoles} />}
      {add.error === null ? null : <Problem error={add.error} />}
      <Button first because={firstOf(principalId, isAuditor || roles.length > 0)} onClick={() => add.mutate()}>
        {say(add.isPending ? 'confirm.busy' : 'members.add.act')}
      </Button>
      <p className="small">
        {say('members.not-there')}{' '}
        <Link to="/settings/people" search={{ add: 'person' }}>
          {say('people.add')}
        </Link>
      </p>
    </>
  )
}

function firstOf(principalId: string, hasRole: boolean): string | undefined {
  if (principalId === '') return say('members.who.first')
  return hasRole ? undefined : say('members.roles.first')
}

function IdField({ value, onType }: { readonly value: string; readonly onType: (value: string) => void }) {
  return (
    <Field label={say('members.auditor.id')} hint={say('members.auditor.hint')}>
      {(ids) => (
        <input
          {...ids}
          className="mono"
          value={value}
          maxLength={36}
          onChange={(event) => onType(event.target.value)}
        />
      )}
    </Field>
  )
}

import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { changeMemberRoles, removeMember } from '../../../src/kernel/access/commands.ts'
import { rolesOfParty, type Role } from '../../../src/kernel/access/model.ts'
import { send } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Boxes } from '../../ui/boxes.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Sheet } from '../../ui/page.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { Problem } from '../../ui/problem.tsx'
import { nameOf, rolesText, useForgetPeople, useWhyNot, type Member } from './colleagues.ts'

/** A member's part, and for the administrator of the own party the ways to change and to end it. */
export default function MemberSheet({ member }: { readonly member: Member }) {
  const engagement = useThisEngagement()
  const whyNot = useWhyNot(engagement)
  const name = nameOf(member, engagement)
  const isOther = member.party !== 'neither' && member.party !== engagement.party
  const because = whyNot ?? (isOther ? say('members.others', { organisation: nameOfParty(member) }) : undefined)
  function nameOfParty({ party }: Member): string {
    return party === 'neither' ? '' : engagement[party].name
  }
  return (
    <>
      <Sheet title={name}>
        <Pairs
          pairs={[
            { key: 'kind', name: say('people.kind'), value: wordFor('kind', member.kind) },
            { key: 'roles', name: say('members.roles'), value: rolesText(member.roles) },
          ]}
        />
      </Sheet>
      <Changing member={member} because={because} />
      <Removing member={member} name={name} because={because} />
    </>
  )
}

interface Props {
  readonly member: Member
  /** Why it cannot be done by this reader. */
  readonly because: string | undefined
}

function Changing({ member, because }: Props) {
  const { engagementId } = useThisEngagement()
  const forget = useForgetPeople()
  const [roles, setRoles] = useState<readonly Role[]>(member.roles)
  const change = useMutation({
    mutationFn: () => {
      const { principalId } = member
      return send(changeMemberRoles, { engagementId, principalId, roles: [...roles] }, crypto.randomUUID())
    },
    onSuccess: forget,
  })
  const isSame = [...roles].sort().join() === [...member.roles].sort().join()
  const first = roles.length === 0 ? say('members.roles.first') : isSame ? say('members.roles.same') : undefined
  return (
    <Sheet title={say('members.change')}>
      {because === undefined ? <RoleBoxes party={member.party} chosen={roles} onChoose={setRoles} /> : null}
      {change.error === null ? null : <Problem error={change.error} />}
      <Button because={because ?? first} onClick={() => change.mutate()}>
        {say(change.isPending ? 'confirm.busy' : 'members.change.act')}
      </Button>
    </Sheet>
  )
}

interface RoleProps {
  readonly party: Member['party']
  readonly chosen: readonly Role[]
  readonly onChoose: (roles: readonly Role[]) => void
}

/** The roles that a party can give, in words. */
export function RoleBoxes({ party, chosen, onChoose }: RoleProps) {
  const choices = rolesOfParty[party].map((value: Role) => ({ value, text: wordFor('role', value) }))
  return <Boxes legend={say('members.roles')} choices={choices} chosen={chosen} onChoose={onChoose} />
}

function Removing({ member, name, because }: Props & { readonly name: string }) {
  const { engagementId } = useThisEngagement()
  const navigate = useNavigate()
  const forget = useForgetPeople()
  const [isAsked, setAsked] = useState(false)
  const { principalId } = member
  const remove = async () => {
    await send(removeMember, { engagementId, principalId }, crypto.randomUUID())
    await navigate({ to: '/e/$engagementId/people', params: { engagementId }, search: {} })
    await forget()
  }
  return (
    <Sheet title={say('members.remove')}>
      <p className="small">{say('members.remove.what')}</p>
      <Button because={because} onClick={() => setAsked(true)}>
        {say('members.remove')}
      </Button>
      {isAsked ? (
        <Confirm
          title={say('members.remove.title', { name })}
          act={say('members.remove')}
          typed={name}
          onClose={() => setAsked(false)}
          onConfirm={remove}
        >
          <p>{say('members.remove.effect')}</p>
        </Confirm>
      ) : null}
    </Sheet>
  )
}

import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { setPassword } from '../../../../src/kernel/identity/passwords/commands.ts'
import { send } from '../../../lib/calling.ts'
import { useSelf } from '../../../lib/session.ts'
import { say, tell } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { PasswordField } from '../../../ui/password-field.tsx'
import { Problem } from '../../../ui/problem.tsx'
import { Setting } from '../../../ui/setting.tsx'
import { When } from '../../../ui/when.tsx'
import { useConfirming } from './confirming.tsx'
import { useForgetWays, zone, type Ways } from './ways.ts'

interface Props {
  readonly ways: Ways
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
}

export function PasswordSetting({ ways, isOpen, onOpen }: Props) {
  const email = useSelf()?.principal.email ?? null
  const { passwordSetAt } = ways
  const [ended, setEnded] = useState<number>()
  const open = (sessionsEnded?: number) => {
    setEnded(sessionsEnded)
    onOpen(sessionsEnded === undefined)
  }
  return (
    <Setting title={say('security.password')} what={say('security.password.what')}>
      <p>
        {passwordSetAt === null
          ? say('security.password.none')
          : tell('security.password.since', { when: <When at={passwordSetAt} zone={zone} /> })}
      </p>
      {email === null ? <p className="small muted">{say('security.password.no-email')}</p> : null}
      <p role="status" className="small">
        {ended === undefined ? '' : say('security.password.done', { ended })}
      </p>
      {isOpen ? (
        <PasswordForm isChange={passwordSetAt !== null} onDone={open} onClose={() => onOpen(false)} />
      ) : (
        <Button onClick={() => open()}>
          {say(passwordSetAt === null ? 'security.password.set' : 'security.password.change')}
        </Button>
      )}
    </Setting>
  )
}

interface FormProps {
  readonly isChange: boolean
  readonly onDone: (sessionsEnded: number) => void
  readonly onClose: () => void
}

function PasswordForm({ isChange, onDone, onClose }: FormProps) {
  const email = useSelf()?.principal.email ?? ''
  const forget = useForgetWays()
  const { run, dialog } = useConfirming()
  const [present, setPresent] = useState('')
  const [password, setTyped] = useState('')
  const change = useMutation({
    mutationFn: () => {
      const given = { password, ...(present === '' ? {} : { present }) }
      return run(() => send(setPassword, given, crypto.randomUUID()))
    },
    onSuccess: async ({ sessionsEnded }) => {
      await forget()
      onDone(sessionsEnded)
    },
  })
  const isTyped = password !== ''
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isTyped && !change.isPending) change.mutate()
        }}
      >
        {change.error === null ? null : <Problem error={change.error} />}
        {/* A password manager keeps the address with the password. */}
        <input type="hidden" autoComplete="username" value={email} readOnly />
        {isChange ? (
          <PasswordField
            label={say('security.password.present')}
            hint={say('security.password.present.hint')}
            isOptional
            value={present}
            onChange={setPresent}
            autoComplete="current-password"
            isFirst
          />
        ) : null}
        <PasswordField
          label={say('security.password.new')}
          hint={say('security.password.rule')}
          value={password}
          onChange={setTyped}
          autoComplete="new-password"
          isFirst={!isChange}
        />
        <div className="actions">
          <Button type="submit" first because={isTyped ? undefined : say('security.password.first')}>
            {say(change.isPending ? 'confirm.busy' : 'security.password.keep')}
          </Button>
          <Button onClick={onClose}>{say('confirm.not')}</Button>
        </div>
      </form>
      {dialog}
    </>
  )
}

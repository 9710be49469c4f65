import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import {
  beginOneTimeCodes,
  confirmOneTimeCodes,
  endOneTimeCodes,
  renewRecoveryCodes,
} from '../../../../src/kernel/identity/one-time-codes/commands.ts'
import { send } from '../../../lib/calling.ts'
import { say, tell } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Problem } from '../../../ui/problem.tsx'
import { QrCode } from '../../../ui/qr-code.tsx'
import { Setting } from '../../../ui/setting.tsx'
import { ShownOnce } from '../../../ui/shown-once.tsx'
import { When } from '../../../ui/when.tsx'
import { CodeField } from '../code-field.tsx'
import { useConfirming } from './confirming.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { useForgetWays, zone, type Ways } from './ways.ts'

export function CodesSetting({ ways }: { readonly ways: Ways }) {
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[]>()
  return (
    <Setting title={say('codes.title')} what={say('codes.what')}>
      {ways.codes === null ? (
        <TurningOn hasPassword={ways.passwordSetAt !== null} onDone={setRecoveryCodes} />
      ) : (
        <TurnedOn codes={ways.codes} onRenewed={setRecoveryCodes} onEnded={() => setRecoveryCodes(undefined)} />
      )}
      {recoveryCodes === undefined ? null : (
        <RecoveryCodes codes={recoveryCodes} onKept={() => setRecoveryCodes(undefined)} />
      )}
    </Setting>
  )
}

interface OnProps {
  readonly hasPassword: boolean
  readonly onDone: (codes: readonly string[]) => void
}

function TurningOn({ hasPassword, onDone }: OnProps) {
  const forget = useForgetWays()
  const { run, dialog } = useConfirming()
  const [code, setCode] = useState('')
  const begin = useMutation({ mutationFn: () => run(() => send(beginOneTimeCodes, {}, crypto.randomUUID())) })
  const confirm = useMutation({
    mutationFn: () => send(confirmOneTimeCodes, { code }, crypto.randomUUID()),
    onSuccess: async ({ recoveryCodes }) => {
      onDone(recoveryCodes)
      await forget()
    },
  })
  if (begin.data === undefined) {
    return (
      <>
        <p>{say('codes.off')}</p>
        {begin.error === null ? null : <Problem error={begin.error} />}
        <Button because={hasPassword ? undefined : say('codes.no-password')} onClick={() => begin.mutate()}>
          {say(begin.isPending ? 'confirm.busy' : 'codes.turn-on')}
        </Button>
        {dialog}
      </>
    )
  }
  const isTyped = code.trim() !== ''
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (isTyped && !confirm.isPending) confirm.mutate()
      }}
    >
      <p>{say('codes.scan')}</p>
      <QrCode text={begin.data.uri} name={say('codes.qr')} />
      <ShownOnce label={say('codes.secret')} hint={say('codes.secret.hint')} secret={begin.data.secret} />
      {confirm.error === null ? null : <Problem error={confirm.error} />}
      <CodeField value={code} onChange={setCode} hint={say('codes.confirm.hint')} isFirst />
      <div className="actions">
        <Button type="submit" first because={isTyped ? undefined : say('sign-in.code.first')}>
          {say(confirm.isPending ? 'confirm.busy' : 'codes.confirm')}
        </Button>
        <Button onClick={() => begin.reset()}>{say('confirm.not')}</Button>
      </div>
    </form>
  )
}

interface OffProps {
  readonly codes: NonNullable<Ways['codes']>
  readonly onRenewed: (codes: readonly string[]) => void
  readonly onEnded: () => void
}

function TurnedOn({ codes, onRenewed, onEnded }: OffProps) {
  const forget = useForgetWays()
  const { run, dialog } = useConfirming()
  const renew = useMutation({
    mutationFn: () => run(() => send(renewRecoveryCodes, {}, crypto.randomUUID())),
    onSuccess: async ({ recoveryCodes }) => {
      onRenewed(recoveryCodes)
      await forget()
    },
  })
  const end = useMutation({
    mutationFn: () => run(() => send(endOneTimeCodes, {}, crypto.randomUUID())),
    onSuccess: async () => {
      onEnded()
      await forget()
    },
  })
  const error = renew.error ?? end.error
  const { since, recoveryCodesLeft } = codes
  return (
    <>
      <p>
        {tell('codes.on', { when: <When at={since} zone={zone} /> })} {say('codes.left', { left: recoveryCodesLeft })}
      </p>
      {error === null ? null : <Problem error={error} />}
      <p className="actions">
        <Button onClick={() => renew.mutate()}>{say(renew.isPending ? 'confirm.busy' : 'codes.renew')}</Button>
        <Button onClick={() => end.mutate()}>{say(end.isPending ? 'confirm.busy' : 'codes.turn-off')}</Button>
      </p>
      {dialog}
    </>
  )
}

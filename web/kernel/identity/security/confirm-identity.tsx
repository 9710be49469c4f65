import { useState } from 'react'
import { Dialog } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { beginPasskeyConfirmation, confirmIdentity } from '../../../../src/kernel/identity/signing-in/commands.ts'
import { send } from '../../../lib/calling.ts'
import { say } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { Button } from '../../../ui/button.tsx'
import { PasswordField } from '../../../ui/password-field.tsx'
import { signedByPasskey, whyNoPasskeys } from '../browser-passkeys.ts'
import { CodeField } from '../code-field.tsx'
import { Met } from '../passkey-sign-in.tsx'
import type { Question } from './confirming.tsx'
import { askWays, type Ways } from './ways.ts'

/** Asks the reader to show once more who they are, in one of the ways that they have. */
export default function ConfirmIdentity({ answered, dropped }: Question) {
  const ways = useQuery(askWays)
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : dropped())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title>{say('confirming.title')}</Dialog.Title>
          <Dialog.Description>{say('confirming.why')}</Dialog.Description>
          <Asked query={ways} what={say('confirming.title')}>
            {(known) => <Showing ways={known} answered={answered} />}
          </Asked>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

type Given = { readonly password: string } | { readonly code: string } | { readonly passkey: never }

function Showing({ ways, answered }: { readonly ways: Ways; readonly answered: () => void }) {
  const [text, setText] = useState('')
  const [error, setError] = useState<Error>()
  const [isBusy, setBusy] = useState(false)
  const show = async (given: () => Promise<Given>) => {
    setBusy(true)
    setError(undefined)
    try {
      await send(confirmIdentity, await given(), crypto.randomUUID())
      answered()
    } catch (reason) {
      setError(reason instanceof Error ? reason : new Error(String(reason)))
      setBusy(false)
    }
  }
  const typed = typedWay(ways)
  const hasPasskey = ways.passkeys.some(({ site }) => site === window.location.hostname)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (typed === undefined || isBusy || text === '') return
        void show(() => Promise.resolve(typed === 'password' ? { password: text } : { code: text }))
      }}
    >
      {error === undefined ? null : <Met error={error} />}
      {typed === undefined && !hasPasskey ? <p>{say('confirming.no-way')}</p> : null}
      {typed === 'password' ? (
        <PasswordField
          label={say('sign-in.password')}
          value={text}
          onChange={setText}
          autoComplete="current-password"
          isFirst
        />
      ) : null}
      {typed === 'code' ? <CodeField value={text} onChange={setText} hint={say('sign-in.code.hint')} isFirst /> : null}
      <div className="actions">
        <Dialog.Close className="button">{say('confirm.not')}</Dialog.Close>
        {hasPasskey ? (
          <Button because={whyNoPasskeys()} onClick={() => void show(byPasskey)}>
            {say('confirming.passkey')}
          </Button>
        ) : null}
        {typed === undefined ? null : (
          <Button type="submit" first because={text === '' ? say(`confirming.first.${typed}`) : undefined}>
            {say(isBusy ? 'confirm.busy' : 'confirming.act')}
          </Button>
        )}
      </div>
    </form>
  )
}

/** The password is asked for where there is one, a code where that is all there is. */
function typedWay(ways: Ways): 'password' | 'code' | undefined {
  if (ways.passwordSetAt !== null) return 'password'
  return ways.codes === null ? undefined : 'code'
}

async function byPasskey(): Promise<Given> {
  const { options } = await send(beginPasskeyConfirmation, {}, crypto.randomUUID())
  return { passkey: (await signedByPasskey(options)) as never }
}

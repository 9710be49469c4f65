import { useState } from 'react'
import { Dialog } from '@base-ui/react/dialog'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { signOutEverywhere } from '../../src/kernel/identity/commands.ts'
import { send } from '../lib/calling.ts'
import { keysAreOn, switchKeys } from '../lib/keys.ts'
import { closeSession, useSelf } from '../lib/session.ts'
import { showTheme, themeNow, themes } from '../lib/theme.ts'
import { say, wordFor } from '../lib/words.ts'
import { Button } from '../ui/button.tsx'
import { Problem } from '../ui/problem.tsx'
import { Switch } from '../ui/switch.tsx'

/** What belongs to this reader alone: appearance, keys, signing out. */
export default function SelfSheet({ onClose }: { readonly onClose: () => void }) {
  const self = useSelf()
  const [areKeysOn, setKeysOn] = useState(keysAreOn())
  const leave = useLeaving(onClose)
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog self-sheet">
          <Dialog.Title>{self?.principal.name ?? say('self.menu')}</Dialog.Title>
          <p className="small muted">{self?.organisation?.name}</p>
          <ThemeChoice />
          <Switch
            label={say('self.keys')}
            isOn={areKeysOn}
            onSwitch={(on) => {
              setKeysOn(on)
              switchKeys(on)
            }}
          />
          {leave.error === null ? null : <Problem error={leave.error} />}
          <div className="actions">
            <Button onClick={() => leave.mutate(true)}>{say('self.sign-out-everywhere')}</Button>
            <Button onClick={() => leave.mutate(false)}>{say('self.sign-out')}</Button>
            <Dialog.Close className="button first">{say('close')}</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function ThemeChoice() {
  const [theme, setTheme] = useState(themeNow())
  return (
    <fieldset>
      <legend>{say('self.theme')}</legend>
      {themes.map((one) => (
        <label key={one}>
          <input
            type="radio"
            className="check"
            name="theme"
            checked={theme === one}
            onChange={() => {
              setTheme(one)
              showTheme(one)
            }}
          />{' '}
          {wordFor('self.theme', one)}
        </label>
      ))}
    </fieldset>
  )
}

/** Ends this session, or all of the reader's, and shows the sign-in page with nothing of before. */
function useLeaving(left: () => void) {
  const client = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: async (isEverywhere: boolean) => {
      if (isEverywhere) await send(signOutEverywhere, {}, crypto.randomUUID())
      await closeSession()
    },
    onSuccess: async () => {
      left()
      await router.navigate({ to: '/sign-in' })
      client.clear()
    },
  })
}

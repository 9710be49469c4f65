import { useState } from 'react'
import { Dialog } from '@base-ui/react/dialog'
import { keysAreOn, keysNow, switchKeys } from '../lib/keys.ts'
import { say } from '../lib/words.ts'
import { Pairs } from '../ui/pairs.tsx'
import { Switch } from '../ui/switch.tsx'

/** Which keys work here, and the switch that turns them off. */
export default function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const [isOn, setOn] = useState(keysAreOn())
  const byName = new Map(keysNow().map(({ key, word }) => [key, word]))
  const pairs = [...byName].map(([key, word]) => ({ key, name: say(word), value: <kbd>{key}</kbd> }))
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title>{say('keys.title')}</Dialog.Title>
          <Pairs pairs={[{ key: 'palette', name: say('palette.open'), value: <kbd>Ctrl K</kbd> }, ...pairs]} />
          <Switch
            label={say('self.keys')}
            isOn={isOn}
            onSwitch={(on) => {
              setOn(on)
              switchKeys(on)
            }}
          />
          <div className="actions">
            <Dialog.Close className="button">{say('close')}</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

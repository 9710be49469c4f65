import { useState } from 'react'
import { Dialog } from '@base-ui/react/dialog'
import { say } from '../lib/words.ts'
import { Button } from './button.tsx'
import type { Confirming } from './confirm.tsx'
import { Field } from './field.tsx'
import { Problem } from './problem.tsx'

/** The dialog of `Confirm`: it says what will happen, and does it once the reader has typed it. */
export default function ConfirmDialog({ title, act, children, typed, onClose, onConfirm }: Confirming) {
  const [text, setText] = useState('')
  const [error, setError] = useState<Error>()
  const [isBusy, setBusy] = useState(false)
  const isTyped = text.trim().toLowerCase() === typed.toLowerCase()
  const confirm = () => {
    setBusy(true)
    setError(undefined)
    onConfirm().then(onClose, (reason: unknown) => {
      setError(reason instanceof Error ? reason : new Error(String(reason)))
      setBusy(false)
    })
  }
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title>{title}</Dialog.Title>
          <Dialog.Description render={<div />}>{children}</Dialog.Description>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              if (isTyped && !isBusy) confirm()
            }}
          >
            <Field label={say('confirm.type', { typed })}>
              {(ids) => (
                <input {...ids} value={text} autoComplete="off" onChange={(event) => setText(event.target.value)} />
              )}
            </Field>
            {error === undefined ? null : <Problem error={error} />}
            <div className="actions">
              <Dialog.Close className="button">{say('confirm.not')}</Dialog.Close>
              <Button type="submit" first because={isTyped ? undefined : say('confirm.first', { typed })}>
                {isBusy ? say('confirm.busy') : act}
              </Button>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

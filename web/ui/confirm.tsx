import { useState, type ReactNode } from 'react'
import { Dialog } from '@base-ui/react/dialog'
import { say } from '../lib/words.ts'
import { Button } from './button.tsx'
import { Field } from './field.tsx'
import { Problem } from './problem.tsx'

interface Props {
  readonly title: string
  readonly act: string
  readonly children: ReactNode
  /** What must be typed, so that nobody does it by a slip of the hand. */
  readonly typed: string
  readonly onClose: () => void
  readonly onConfirm: () => Promise<unknown>
}

/** Asks before what cannot be undone: says what will happen, and lets the reader type it. */
export function Confirm({ title, act, children, typed, onClose, onConfirm }: Props) {
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

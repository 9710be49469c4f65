import { useState } from 'react'
import { say } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'

interface Props {
  readonly name: string
  readonly canShare: boolean
  readonly onClose: () => void
  readonly onName: (name: string, isShared: boolean) => void
}

/** Asks for the name of a view, in its place. */
export function ViewNameForm({ name, canShare, onClose, onName }: Props) {
  const [text, setText] = useState(name)
  const [isShared, setShared] = useState(false)
  const because = text.trim() === '' ? say('views.name-first') : undefined
  return (
    <form
      className="choices"
      onKeyDown={(event) => (event.key === 'Escape' ? onClose() : undefined)}
      onSubmit={(event) => {
        event.preventDefault()
        if (because === undefined) onName(text.trim(), isShared)
      }}
    >
      <Field label={say('views.name')}>
        {(ids) => (
          <input
            {...ids}
            ref={focusOnce}
            value={text}
            maxLength={80}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {canShare ? (
        <label className="small">
          <input type="checkbox" checked={isShared} onChange={(event) => setShared(event.target.checked)} />{' '}
          {say('views.share')}
        </label>
      ) : null}
      <Button type="submit" because={because}>
        {say('views.save')}
      </Button>
      <Button onClick={onClose}>{say('confirm.not')}</Button>
    </form>
  )
}

/** Whoever asked for the form types at once. */
function focusOnce(field: HTMLInputElement | null): void {
  field?.focus()
}

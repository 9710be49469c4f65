import { useEffect, useRef, useState } from 'react'
import { say } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useEntering } from './entering.ts'

/** The one-time link: opened as it is (`/sign-in#<secret>`), or pasted. What stands after # is never sent. */
export function LinkSignIn() {
  const { enter, error, isBusy } = useEntering()
  const [link, setLink] = useState('')
  const [isOpen, setOpen] = useState(false)
  useLinkInAddress((secret) => {
    setOpen(true)
    void enter({ link: secret })
  })
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say('sign-in.by-link')}</summary>
      <p className="small">{say('sign-in.how')}</p>
      {error === undefined ? null : <Problem error={error} />}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBusy && link.trim() !== '') void enter({ link: secretIn(link) })
        }}
      >
        <Field label={say('sign-in.link')} hint={say('sign-in.hint')}>
          {(ids) => (
            <input
              {...ids}
              type="password"
              autoComplete="off"
              value={link}
              onChange={(event) => setLink(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" because={link.trim() === '' ? say('sign-in.first') : undefined}>
          {say(isBusy ? 'sign-in.busy' : 'sign-in.link.act')}
        </Button>
      </form>
    </details>
  )
}

/** The secret in a whole link, or the text itself. */
function secretIn(text: string): string {
  return text.slice(text.indexOf('#') + 1).trim()
}

/** Takes the secret out of the address at once, so that it stays neither there nor in the browser's history. */
function useLinkInAddress(found: (secret: string) => void): void {
  const isDone = useRef(false)
  useEffect(() => {
    const secret = window.location.hash.slice(1)
    if (secret === '' || isDone.current) return
    isDone.current = true
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
    found(secret)
  })
}

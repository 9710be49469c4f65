import { useEffect, useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { openSession } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Problem } from '../../ui/problem.tsx'

const route = getRouteApi('/sign-in')

/** Opens a session with a one-time link: `/sign-in#<secret>`. What stands after # is never sent with the page. */
export default function SignInPage() {
  const { to } = route.useSearch()
  const { history } = useRouter()
  const client = useQueryClient()
  const [link, setLink] = useState('')
  const [error, setError] = useState<Error>()
  const [isBusy, setBusy] = useState(false)
  const wish = useRef(crypto.randomUUID())
  const redeem = async (text: string) => {
    setBusy(true)
    setError(undefined)
    try {
      await openSession(secretIn(text), wish.current)
      client.clear()
      history.replace(to ?? '/')
    } catch (reason) {
      // Another try is another wish: the answer to this one is kept.
      wish.current = crypto.randomUUID()
      setError(reason instanceof Error ? reason : new Error(String(reason)))
      setBusy(false)
    }
  }
  useLinkInAddress((secret) => void redeem(secret))
  return (
    <Page title={say('sign-in.title')}>
      <p>{say('sign-in.how')}</p>
      {error === undefined ? null : <Problem error={error} />}
      <form
        className="narrow"
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBusy && link.trim() !== '') void redeem(link)
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
        <Button type="submit" first because={link.trim() === '' ? say('sign-in.first') : undefined}>
          {say(isBusy ? 'sign-in.busy' : 'sign-in.act')}
        </Button>
      </form>
    </Page>
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

import { useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { CallRefused } from '../../lib/calling.ts'
import { openSession, type Shown } from '../../lib/session.ts'

const route = getRouteApi('/sign-in')

/** One way in: what it met last, and whether it is under way. */
export interface Entering {
  readonly error: Error | undefined
  readonly isBusy: boolean
  /** Signs in with what is shown and goes to the page that was wanted; gives `entered`, or what it was refused for. */
  enter(shown: Shown): Promise<string>
  forget(): void
}

export function useEntering(): Entering {
  const { to } = route.useSearch()
  const { history } = useRouter()
  const client = useQueryClient()
  const [error, setError] = useState<Error>()
  const [isBusy, setBusy] = useState(false)
  const wish = useRef(crypto.randomUUID())
  const isUnderWay = useRef(false)
  const enter = async (shown: Shown) => {
    // Once is enough, though a button and a list of the browser may both come with something.
    if (isUnderWay.current) return 'under-way'
    isUnderWay.current = true
    setBusy(true)
    setError(undefined)
    try {
      await openSession(shown, wish.current)
      client.clear()
      history.replace(to ?? '/')
      return 'entered'
    } catch (reason) {
      const isRefused = reason instanceof CallRefused
      // An answer that was lost is asked for again under the same key; another try is another wish.
      if (isRefused) wish.current = crypto.randomUUID()
      setError(reason instanceof Error ? reason : new Error(String(reason)))
      setBusy(false)
      isUnderWay.current = false
      return isRefused ? reason.code : 'lost'
    }
  }
  return { error, isBusy, enter, forget: () => setError(undefined) }
}

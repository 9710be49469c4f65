import { useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CallRefused } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'

/**
 * Sends one command about an item. The key names the wish: after an answer that was lost it is sent again and has one
 * effect; after a refusal the next try is another wish.
 */
export function useActing(onDone: () => void) {
  const { engagementId } = useThisEngagement()
  const client = useQueryClient()
  const [key, setKey] = useState(() => crypto.randomUUID())
  const { mutate, error, isPending } = useMutation({
    mutationFn: (act: (key: string) => Promise<unknown>) => act(key),
    onSuccess: async () => {
      setKey(crypto.randomUUID())
      onDone()
      await client.invalidateQueries({ queryKey: [engagementId, 'work-item'] })
    },
    onError: (reason) => {
      if (reason instanceof CallRefused) setKey(crypto.randomUUID())
    },
  })
  return { act: mutate, error, isBusy: isPending }
}

/** A text that this tab keeps until it is sent: it may hold something personal, so it is kept nowhere else. */
export function useTyped(name: string): readonly [string, (text: string) => void] {
  const place = `counterpart.typed.${name}`
  const [text, setText] = useState(() => readTyped(place))
  const write = (next: string) => {
    setText(next)
    try {
      if (next === '') sessionStorage.removeItem(place)
      else sessionStorage.setItem(place, next)
    } catch {
      // Storage is off or full: the text stays as long as the page does.
    }
  }
  return [text, write]
}

function readTyped(place: string): string {
  try {
    return sessionStorage.getItem(place) ?? ''
  } catch {
    return ''
  }
}

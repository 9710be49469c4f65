import { useCallback, useState } from 'react'

/** A text that this browser keeps under a name; null removes it. A browser that keeps nothing is no error. */
export function readKept(name: string): string | null {
  try {
    return localStorage.getItem(`counterpart.${name}`)
  } catch {
    return null
  }
}

export function keep(name: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(`counterpart.${name}`)
    else localStorage.setItem(`counterpart.${name}`, text)
  } catch {
    // Storage is off or full: the page works on without it.
  }
}

/** State that survives a reload. */
export function useKept(name: string): readonly [string | null, (text: string | null) => void] {
  const [shown, setShown] = useState({ name, text: readKept(name) })
  if (shown.name !== name) setShown({ name, text: readKept(name) })
  const set = useCallback(
    (text: string | null) => {
      keep(name, text)
      setShown({ name, text })
    },
    [name],
  )
  return [shown.name === name ? shown.text : readKept(name), set]
}

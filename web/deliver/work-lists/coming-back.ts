import { useEffect, useRef, type RefObject } from 'react'
import type { RowWindowHandle } from '../../ui/row-window.tsx'

/** Where a reader was in a list: the row that had the focus, and how far the page was scrolled, if that is known. */
interface Place {
  readonly index: number
  readonly top: number | null
}

/** The entry of the tab's history that is shown: it has the same key after a reload, and when one comes back to it. */
function entryNow(): string {
  const state = (window.history.state ?? {}) as Readonly<Record<string, unknown>>
  const key = state['__TSR_key']
  return `counterpart.place.${typeof key === 'string' ? key : window.location.href}`
}

function returnTo(engagementId: string, list: string): string {
  return `counterpart.return.${engagementId}.${list}`
}

function note(name: string, place: Place): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(place))
  } catch {
    // Storage is off or full: the list then begins at its beginning.
  }
}

function read(name: string): Place | undefined {
  try {
    const { index, top } = JSON.parse(sessionStorage.getItem(name) ?? 'null') as Place
    return Number.isInteger(index) && (top === null || Number.isFinite(top)) ? { index, top } : undefined
  } catch {
    return undefined
  }
}

/** Notes that whoever opens this list next in this tab goes on at a row of it. */
export function noteReturn(engagementId: string, list: string, index: number): void {
  note(returnTo(engagementId, list), { index, top: null })
}

function takeReturn(engagementId: string, list: string): Place | undefined {
  const name = returnTo(engagementId, list)
  const place = read(name)
  if (place !== undefined) sessionStorage.removeItem(name)
  return place
}

/** Brings a reader who comes back, or loads the page again, to the row where they were. */
export function useComingBack(
  engagementId: string,
  list: string,
  count: number,
  handle: RefObject<RowWindowHandle | null>,
) {
  const active = useRef(-1)
  const isDone = useRef(false)
  useEffect(() => {
    if (count === 0 || isDone.current) return
    isDone.current = true
    const place = takeReturn(engagementId, list) ?? read(entryNow())
    if (place === undefined) return
    if (place.top !== null) window.scrollTo({ top: place.top })
    if (place.index >= 0 && place.index < count) handle.current?.focusRow(place.index)
  }, [engagementId, list, count, handle])
  useEffect(() => {
    // The router scrolls a page that is left to its top, so the place is noted while it is being looked at.
    const entry = entryNow()
    const now = () => (entry === entryNow() ? note(entry, { index: active.current, top: window.scrollY }) : undefined)
    let timer: ReturnType<typeof setTimeout> | undefined
    const soon = () => {
      clearTimeout(timer)
      timer = setTimeout(now, 120)
    }
    window.addEventListener('scroll', soon, { passive: true })
    window.addEventListener('pagehide', now)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('scroll', soon)
      window.removeEventListener('pagehide', now)
    }
  }, [list])
  return (index: number) => {
    active.current = index
    note(entryNow(), { index, top: window.scrollY })
  }
}

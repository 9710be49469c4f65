import { useEffect, useRef } from 'react'

/** What is open on a statement: a figure's evidence, and the clock of one of its items. */
interface Opened {
  readonly month: string
  readonly ev?: string | undefined
  readonly item?: string | undefined
}

/** When what was opened is closed again, the focus goes back to the link that opened it: to the same row. */
export function useFocusBack({ month, ev, item }: Opened): void {
  const before = useRef<Opened>({ month, ev, item })
  useEffect(() => {
    const closed = before.current
    before.current = { month, ev, item }
    if (closed.month !== month) return
    const isItemClosed = closed.item !== undefined && item === undefined && closed.ev === ev
    const isFigureClosed = closed.ev !== undefined && ev === undefined
    if (isItemClosed || isFigureClosed) linkTo({ ...closed, item: isItemClosed ? closed.item : undefined })?.focus()
  }, [month, ev, item])
}

function linkTo({ ev, item }: Opened): HTMLAnchorElement | undefined {
  return [...document.querySelectorAll<HTMLAnchorElement>('main a[href]')].find((link) => {
    const search = new URL(link.href).searchParams
    return search.get('ev') === (ev ?? null) && search.get('item') === (item ?? null)
  })
}

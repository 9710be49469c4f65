import { useRef, useState } from 'react'
import { useKeys } from '../../lib/keys.ts'
import type { RowWindowHandle } from '../../ui/row-window.tsx'
import { undoOf } from './bulk/job.ts'
import type { useBulkJob } from './bulk/running.ts'
import type { useChoosing } from './choosing.ts'

/** The keys of the list: on, back, choose, choose up to here, menu, let go, undo. */
export function useRowKeys(
  count: number,
  choosing: ReturnType<typeof useChoosing>,
  bulk: ReturnType<typeof useBulkJob>,
) {
  const handle = useRef<RowWindowHandle>(null)
  const [active, setActive] = useState(-1)
  const go = (by: 1 | -1) => {
    if (count === 0) return
    const from = active < 0 && by === -1 ? count : active
    handle.current?.focusRow(Math.min(Math.max(from + by, 0), count - 1))
  }
  const undo = () => {
    const { running } = bulk
    const back = running === undefined || running.isRunning ? undefined : undoOf(running.job, () => crypto.randomUUID())
    if (back !== undefined) bulk.start(back)
  }
  useKeys([
    { key: 'j', word: 'keys.next', run: () => go(1) },
    { key: 'k', word: 'keys.previous', run: () => go(-1) },
    { key: 'x', word: 'keys.choose', run: () => choosing.choose(active, false) },
    { key: 'X', word: 'keys.choose-range', run: () => choosing.choose(active, true) },
    { key: 'm', word: 'keys.menu', run: () => openMenuOf(active) },
    { key: 'v', word: 'keys.views', run: focusViews },
    { key: 'Escape', word: 'keys.let-go', run: choosing.clear },
    { key: 'z', word: 'keys.undo-bulk', run: undo },
  ])
  return { handle, active, setActive }
}

function openMenuOf(index: number): void {
  document.querySelector<HTMLElement>(`[data-index="${index}"] [aria-haspopup=menu]`)?.click()
}

function focusViews(): void {
  document.querySelector<HTMLElement>('.kept-views a')?.focus()
}

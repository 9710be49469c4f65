import { useCallback, useEffect, useRef, useState } from 'react'
import type { Order, Told } from './messages.ts'

export type Run = Told | 'cancelled' | undefined

/** The worker that plays terms, one run at a time; it ends with the page, or when it is cancelled. */
export function useRun() {
  const [run, setRun] = useState<Run>()
  const worker = useRef<Worker>(undefined)
  useEffect(() => () => worker.current?.terminate(), [])
  const cancel = useCallback(() => {
    worker.current?.terminate()
    setRun('cancelled')
  }, [])
  const start = useCallback((order: Order) => {
    worker.current?.terminate()
    setRun({ kind: 'reading', entries: 0, of: undefined })
    const started = new Worker(new URL('./replaying.worker.ts', import.meta.url), { type: 'module' })
    worker.current = started
    started.addEventListener('message', ({ data }: MessageEvent<Told>) => setRun(data))
    started.addEventListener('error', ({ message }) => setRun({ kind: 'failed', message }))
    started.postMessage(order, [])
  }, [])
  return { run, start, cancel }
}

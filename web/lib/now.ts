import { useEffect, useState } from 'react'
import { systemClock } from '../../src/kernel/time/clock.ts'

/** The time, told again every so often while the page is shown. */
export function useNow(everyMillis: number): number {
  const [now, setNow] = useState(systemClock.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(systemClock.now()), everyMillis)
    return () => clearInterval(timer)
  }, [everyMillis])
  return now
}

import { useEffect, useState, type ReactNode } from 'react'
import { timeOfDay } from '../lib/formats.ts'
import { say } from '../lib/words.ts'
import { Problem } from './problem.tsx'

interface Query<Data> {
  readonly data: Data | undefined
  readonly error: Error | null
  readonly fetchStatus: 'fetching' | 'paused' | 'idle'
  readonly isPlaceholderData?: boolean
  readonly dataUpdatedAt: number
  readonly refetch: () => unknown
}

interface Props<Data> {
  readonly query: Query<Data>
  /** What is asked for, as a reader would call it. */
  readonly what: string
  readonly children: (data: Data) => ReactNode
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

/**
 * Whatever was asked of the server, in each of its states: not there yet, there, there but from before (dimmed, with
 * the time it is from), refused or failed (said in its place, with a way to try again).
 */
export function Asked<Data>({ query, what, children }: Props<Data>) {
  const { data, error, fetchStatus } = query
  const again = () => void query.refetch()
  if (data === undefined) {
    if (error !== null) return <Problem error={error} again={again} />
    if (fetchStatus === 'paused') return <p className="notice">{say('asked.offline', { what })}</p>
    return <Waiting what={what} />
  }
  const isOld = error !== null || fetchStatus === 'paused' || query.isPlaceholderData === true
  return (
    <>
      {error === null ? null : <Problem error={error} again={again} />}
      {isOld ? (
        <p className="small quiet">{say('asked.as-of', { time: timeOfDay(query.dataUpdatedAt, zone) })}</p>
      ) : null}
      <div className={isOld ? 'asked old' : 'asked'}>{children(data)}</div>
    </>
  )
}

/** Says nothing for a moment, because most answers are there by then. */
function Waiting({ what }: { readonly what: string }) {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 200)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div role="status" className={isLong ? 'waiting' : undefined}>
      {isLong ? say('asked.waiting', { what }) : null}
    </div>
  )
}

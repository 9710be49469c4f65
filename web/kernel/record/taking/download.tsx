import { useEffect, useRef, useState } from 'react'
import { exportBundle } from '../../../../src/govern/exports/commands.ts'
import { monotonicMillis } from '../../../../src/kernel/time/clock.ts'
import { fileAddress } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { bytesText } from '../../../lib/formats.ts'
import { say } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Problem } from '../../../ui/problem.tsx'
import { Progress } from '../../../ui/progress.tsx'
import { downloadBundle, type Came } from './downloading.ts'

type State =
  | { readonly kind: 'idle' | 'cancelled' }
  | { readonly kind: 'coming'; readonly came: Came; readonly cancel: () => void }
  | { readonly kind: 'there'; readonly address: string; readonly bytes: number }
  | { readonly kind: 'failed'; readonly error: Error }

/** The bundle as a file: shows what has come of it, and can be cancelled. */
export function Download({ name }: { readonly name: string }) {
  const { engagementId } = useThisEngagement()
  const [state, setState] = useState<State>({ kind: 'idle' })
  const link = useRef<HTMLAnchorElement>(null)
  const address = state.kind === 'there' ? state.address : undefined
  useEffect(() => {
    if (address === undefined) return
    link.current?.click()
    return () => URL.revokeObjectURL(address)
  }, [address])
  const start = () => {
    const stop = new AbortController()
    const cancel = () => stop.abort()
    const told = (came: Came) => setState({ kind: 'coming', came, cancel })
    told({ bytes: 0, entries: 0, of: undefined })
    downloadBundle(fileAddress(exportBundle, { engagementId }), stop.signal, told, monotonicMillis).then(
      (blob) => setState({ kind: 'there', address: URL.createObjectURL(blob), bytes: blob.size }),
      (error: unknown) => {
        if (stop.signal.aborted) setState({ kind: 'cancelled' })
        else setState({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) })
      },
    )
  }
  return (
    <>
      {state.kind === 'coming' ? (
        <Progress
          label={say('download.coming', { bytes: bytesText(state.came.bytes) })}
          done={state.came.entries}
          of={state.came.of}
          onCancel={state.cancel}
        />
      ) : (
        <Button onClick={start}>{say('record.take.bundle')}</Button>
      )}
      {state.kind === 'cancelled' ? <p role="status">{say('download.cancelled')}</p> : null}
      {state.kind === 'failed' ? <Problem error={state.error} again={start} /> : null}
      {state.kind === 'there' ? (
        <p role="status">
          {say('download.there')}{' '}
          <a ref={link} href={state.address} download={name}>
            {name}
          </a>
          , {bytesText(state.bytes)}
        </p>
      ) : null}
    </>
  )
}

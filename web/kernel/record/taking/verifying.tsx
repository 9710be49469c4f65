import { useEffect, useRef, useState } from 'react'
import { exportBundle } from '../../../../src/govern/exports/commands.ts'
import { fileAddress } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { bytesText } from '../../../lib/formats.ts'
import { say } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Field } from '../../../ui/field.tsx'
import { Sheet } from '../../../ui/page.tsx'
import { Progress } from '../../../ui/progress.tsx'
import type { Order, Told } from './messages.ts'
import { Verdict } from './verdict.tsx'

type Run = { readonly of: string; readonly told: Told } | 'cancelled' | undefined

/** Has this browser read a bundle and compute everything in it again, beside the page. */
export function Verifying() {
  const { engagementId } = useThisEngagement()
  const [kept, setKept] = useState('')
  const { run, start, cancel } = useVerification()
  const verify = (of: string, source: Order['source']) => start(of, { source, own: ownEvidence(kept) })
  const isRunning = typeof run === 'object' && (run.told.kind === 'reading' || run.told.kind === 'computing')
  return (
    <Sheet title={say('verify.title')}>
      <p className="small">{say('verify.what')}</p>
      <div className="filters">
        <Button
          first
          because={isRunning ? say('verify.busy') : undefined}
          onClick={() => verify(say('verify.of-server'), { address: fileAddress(exportBundle, { engagementId }) })}
        >
          {say('verify.server')}
        </Button>
        <Field label={say('verify.file')}>
          {(ids) => (
            <input
              {...ids}
              type="file"
              onChange={({ target }) => {
                const file = target.files?.[0]
                if (file !== undefined) verify(file.name, { file })
                target.value = ''
              }}
            />
          )}
        </Field>
      </div>
      <details>
        <summary>{say('verify.own')}</summary>
        <Field label={say('verify.kept')} hint={say('verify.kept.hint')}>
          {(ids) => (
            <textarea
              {...ids}
              rows={6}
              spellCheck={false}
              value={kept}
              onChange={({ target }) => setKept(target.value)}
            />
          )}
        </Field>
      </details>
      {run === 'cancelled' ? <p role="status">{say('verify.cancelled')}</p> : null}
      {typeof run === 'object' ? <Shown of={run.of} told={run.told} onCancel={cancel} /> : null}
    </Sheet>
  )
}

/** The worker that verifies, one at a time; it ends with the page, or when it is cancelled. */
function useVerification() {
  const [run, setRun] = useState<Run>()
  const worker = useRef<Worker>(undefined)
  useEffect(() => () => worker.current?.terminate(), [])
  const cancel = () => {
    worker.current?.terminate()
    setRun('cancelled')
  }
  const start = (of: string, order: Order) => {
    worker.current?.terminate()
    setRun({ of, told: { kind: 'reading', bytes: 0, entries: 0, of: undefined } })
    const started = new Worker(new URL('./verifying.worker.ts', import.meta.url), { type: 'module' })
    worker.current = started
    started.addEventListener('message', ({ data }: MessageEvent<Told>) => setRun({ of, told: data }))
    started.addEventListener('error', ({ message }) => setRun({ of, told: { kind: 'failed', message } }))
    started.postMessage(order, [])
  }
  return { run, start, cancel }
}

/** A note ends with a line end, which is easily lost where a text is copied. */
function ownEvidence(kept: string): Order['own'] {
  const note = `${kept.trim().replaceAll('\r\n', '\n')}\n`
  return { checkpoints: note === '\n' ? [] : [{ name: say('verify.own-name'), note }], receipts: [], keys: [] }
}

interface ShownProps {
  readonly of: string
  readonly told: Told
  readonly onCancel: () => void
}

function Shown({ of, told, onCancel }: ShownProps) {
  if (told.kind === 'reading') {
    const label = say('verify.reading', { name: of, bytes: bytesText(told.bytes) })
    return <Progress label={label} done={told.entries} of={told.of} onCancel={onCancel} />
  }
  if (told.kind === 'computing') {
    return <Progress label={say('verify.computing', { name: of })} done={0} of={undefined} onCancel={onCancel} />
  }
  return <Verdict of={of} told={told} />
}

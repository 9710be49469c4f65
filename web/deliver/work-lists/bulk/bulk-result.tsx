import { Link } from '@tanstack/react-router'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { say } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { sizeOf, undoOf, type BulkJob } from './job.ts'
import type { useBulkJob } from './running.ts'

const failuresShown = 100

/** A job as it goes on, and what came of it: with progress, reasons, a way to stop it and a way back. */
export function BulkResult({ bulk }: { readonly bulk: ReturnType<typeof useBulkJob> }) {
  const { running } = bulk
  if (running === undefined) return null
  const { job, isRunning } = running
  const total = sizeOf(job)
  const now = total - job.left.length
  const undo = undoOf(job, () => crypto.randomUUID())
  const told = { items: job.done.length, queue: job.value }
  return (
    <section className="bulk" aria-label={say('bulk.title')}>
      <div role="status">
        {isRunning ? <p>{say('bulk.progress', { now, total })}</p> : <p>{doneSentence(job, told)}</p>}
        {!isRunning && job.left.length > 0 ? <p>{say('bulk.left', { items: job.left.length })}</p> : null}
      </div>
      {isRunning ? <progress value={now} max={total} aria-label={say('bulk.title')} /> : null}
      <Failures job={job} />
      <div className="choices">
        {isRunning ? <Button onClick={bulk.cancel}>{say('list.stop')}</Button> : null}
        {!isRunning && job.left.length > 0 ? (
          <Button first onClick={bulk.goOn}>
            {say('bulk.go-on', { items: job.left.length })}
          </Button>
        ) : null}
        {isRunning || undo === undefined ? null : (
          <Button onClick={() => bulk.start(undo)}>
            {say('bulk.undo', { items: job.done.length })} <kbd>z</kbd>
          </Button>
        )}
        {isRunning ? null : <Button onClick={bulk.dismiss}>{say('bulk.dismiss')}</Button>}
      </div>
    </section>
  )
}

function doneSentence(job: BulkJob, told: { readonly items: number; readonly queue: string }): string {
  if (job.isUndoing) return say('bulk.did.undo', told)
  return say(`bulk.did.${job.kind}`, told)
}

/** Each item that could not be dealt with, with the server's reason, and the way to it. */
function Failures({ job: { failed } }: { readonly job: BulkJob }) {
  const { engagementId } = useThisEngagement()
  if (failed.length === 0) return null
  return (
    <details open={failed.length <= 10}>
      <summary>{say('bulk.failed', { items: failed.length })}</summary>
      <ul>
        {failed.slice(0, failuresShown).map(({ key, reference, why }) => (
          <li key={key}>
            <Link className="inline" to="/e/$engagementId/i/$reference" params={{ engagementId, reference }}>
              {reference}
            </Link>
            : {why}
          </li>
        ))}
      </ul>
      {failed.length > failuresShown ? (
        <p>{say('bulk.more-failed', { items: failed.length - failuresShown })}</p>
      ) : null}
    </details>
  )
}

import { CallRefused } from '../lib/calling.ts'
import { say } from '../lib/words.ts'
import { Button } from './button.tsx'

/** What went wrong, where it went wrong: the server's own words, each place that it named, and a way to try again. */
export function Problem({ error, again }: { readonly error: Error; readonly again?: (() => void) | undefined }) {
  const refusal = error instanceof CallRefused ? error : undefined
  const isRight = refusal?.status === 403
  return (
    <div className={isRight ? 'notice' : 'notice bad'} role={isRight ? 'note' : 'alert'}>
      <p>
        <strong>{say(headOf(refusal))}</strong>{' '}
        {refusal === undefined ? say('problem.network') : <span lang="en">{refusal.message}</span>}
      </p>
      {refusal?.problems.map(({ path, message }) => (
        <p key={`${path} ${message}`} lang="en">
          {path}: {message}
        </p>
      ))}
      {again === undefined || isRight ? null : <Button onClick={again}>{say('problem.again')}</Button>}
    </div>
  )
}

function headOf(refusal: CallRefused | undefined) {
  if (refusal === undefined) return 'problem.head.network'
  if (refusal.status === 403) return 'problem.head.right'
  return refusal.status >= 500 ? 'problem.head.server' : 'problem.head.refused'
}

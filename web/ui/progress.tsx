import { count } from '../lib/formats.ts'
import { say } from '../lib/words.ts'
import { Button } from './button.tsx'

interface Props {
  readonly label: string
  readonly done: number
  /** Of how many, where that is known. */
  readonly of: number | undefined
  /** How far it is, where it is not entries of the record that are counted. */
  readonly counted?: string
  readonly onCancel: () => void
}

/** Something that takes longer than a moment: how far it is, in counts, and a way to stop it. */
export function Progress({ label, done, of, counted, onCancel }: Props) {
  return (
    <div className="progress">
      <p className="small">
        {label} {of === undefined ? null : (counted ?? say('progress.of', { done: count(done), of: count(of) }))}
      </p>
      <progress aria-label={label} max={of ?? 1} {...(of === undefined ? {} : { value: done })} />
      <Button onClick={onCancel}>{say('progress.cancel')}</Button>
    </div>
  )
}

import { Copy } from './copy.tsx'
import { Field } from './field.tsx'

interface Props {
  readonly label: string
  /** What it is good for and for how long. */
  readonly hint: string
  readonly secret: string
}

/** A secret that nobody can look up again: as text to take along, with a button that copies it. */
export function ShownOnce({ label, hint, secret }: Props) {
  return (
    <div className="shown-once">
      <Field label={label} hint={hint}>
        {(ids) => (
          <input
            {...ids}
            readOnly
            className="mono"
            value={secret}
            onFocus={(event) => event.currentTarget.select()}
            autoComplete="off"
          />
        )}
      </Field>
      <Copy text={secret} what={label} />
    </div>
  )
}

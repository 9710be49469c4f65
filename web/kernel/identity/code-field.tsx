import { say } from '../../lib/words.ts'
import { Field } from '../../ui/field.tsx'

interface Props {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint: string
  readonly isFirst?: boolean
}

/** A one-time code: a phone offers the one that has just come, and recovery codes have letters. */
export function CodeField({ value, onChange, hint, isFirst }: Props) {
  return (
    <div className="code-field">
      <Field label={say('code.label')} hint={hint}>
        {(ids) => (
          <input
            {...ids}
            value={value}
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            autoFocus={isFirst}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
    </div>
  )
}

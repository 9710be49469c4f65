import { useState } from 'react'
import { say } from '../lib/words.ts'
import { Button } from './button.tsx'
import { Field } from './field.tsx'

interface Props {
  readonly label: string
  readonly name?: string
  readonly hint?: string | undefined
  readonly value: string
  readonly onChange: (value: string) => void
  /** Tells a password manager whether to fill in the one it has, or to make one. */
  readonly autoComplete: 'current-password' | 'new-password'
  readonly isFirst?: boolean
  readonly isOptional?: boolean
}

/** A password: it can be pasted, filled in by a password manager, and shown to whoever typed it. */
export function PasswordField({
  label,
  name,
  hint,
  value,
  onChange,
  autoComplete,
  isFirst,
  isOptional = false,
}: Props) {
  const [isShown, setShown] = useState(false)
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <span className="password">
          <input
            {...ids}
            type={isShown ? 'text' : 'password'}
            value={value}
            maxLength={200}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellCheck={false}
            autoFocus={isFirst}
            name={name}
            required={!isOptional}
            onChange={(event) => onChange(event.target.value)}
          />
          <Button aria-pressed={isShown} aria-label={say('password.show')} onClick={() => setShown(!isShown)}>
            {say(isShown ? 'password.hide' : 'password.reveal')}
          </Button>
        </span>
      )}
    </Field>
  )
}

import { useEffect, useState } from 'react'
import { Field } from '../../ui/field.tsx'

const typingMillis = 250

interface Props {
  readonly label: string
  readonly value: string
  readonly type?: 'search' | 'date' | 'month' | 'text'
  readonly onType: (text: string) => void
}

/** What is typed counts after a moment of rest; what the address says counts at once. */
export function Typed({ label, value, type = 'text', onType }: Props) {
  const [typed, setTyped] = useState({ text: value, from: value })
  if (typed.from !== value) setTyped({ text: value, from: value })
  const { text } = typed
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onType(text), typingMillis)
    return () => clearTimeout(timer)
  })
  return (
    <Field label={label}>
      {(ids) => (
        <input
          {...ids}
          type={type}
          value={text}
          autoComplete="off"
          onChange={(event) => setTyped({ text: event.target.value, from: value })}
        />
      )}
    </Field>
  )
}

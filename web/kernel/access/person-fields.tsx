import { say, wordFor } from '../../lib/words.ts'
import { Choice, Field } from '../../ui/field.tsx'

const standings = ['member', 'administrator'] as const

/** What an administrator writes about somebody, as it is typed. */
export interface Typed {
  readonly name: string
  readonly email: string
  readonly site: string
  readonly standing: (typeof standings)[number]
}

interface Props {
  readonly typed: Typed
  /** A person has an address to sign in with; an AI worker or a system has none. */
  readonly isPerson: boolean
  readonly onType: (typed: Typed) => void
}

export function PersonFields({ typed, isPerson, onType }: Props) {
  const set = (name: keyof Typed) => (value: string) => onType({ ...typed, [name]: value })
  return (
    <>
      <Text label={say('people.name')} value={typed.name} onType={set('name')} max={200} />
      {isPerson ? (
        <Text label={say('people.email')} value={typed.email} onType={set('email')} max={320} type="email" />
      ) : null}
      <Text
        label={say('people.site')}
        hint={say('people.site.hint')}
        value={typed.site}
        onType={set('site')}
        max={100}
      />
      <Choice
        label={say('people.standing')}
        value={typed.standing}
        choices={standings.map((value) => ({ value, text: wordFor('standing', value) }))}
        onChoose={set('standing')}
      />
    </>
  )
}

/** What was written, without what stands around it; nothing written is no value. */
export function writtenOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}

interface TextProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onType: (value: string) => void
  readonly max: number
  readonly type?: 'text' | 'email'
}

function Text({ label, hint, value, onType, max, type = 'text' }: TextProps) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <input
          {...ids}
          type={type}
          value={value}
          maxLength={max}
          autoComplete="off"
          onChange={(event) => onType(event.target.value)}
        />
      )}
    </Field>
  )
}

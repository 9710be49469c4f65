import { useId, useLayoutEffect, useRef } from 'react'
import { boundsOf, isPersonal, lengthsOf, titleOf } from '../../../../../src/deliver/queues/field-words.ts'
import { integerLimits } from '../../../../../src/deliver/queues/form-reading.ts'
import type { Field, Form } from '../../../../../src/deliver/queues/model.ts'
import { count } from '../../../../lib/formats.ts'
import { say } from '../../../../lib/words.ts'

/** A field that does not hold what it should, and what to say of it. */
export interface Wrong {
  readonly name: string
  readonly message: string
}

interface Props {
  readonly form: Form
  /** What each field holds, as it was typed; fields that are not here are empty. */
  readonly texts: Readonly<Record<string, string>>
  readonly wrong: readonly Wrong[]
  readonly onWrite: (name: string, text: string) => void
}

/** The fields of a form, drawn from its schema. When it appears, the first empty field has the focus. */
export function FormFields({ form, texts, wrong, onWrite }: Props) {
  const fields = Object.entries(form.properties)
  const group = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const all = [...(group.current?.querySelectorAll<HTMLInputElement>('input, select, textarea') ?? [])]
    const first = all.find(({ value }) => value === '') ?? all[0]
    first?.focus()
  }, [])
  return (
    <div className="facts" role="group" aria-label={form.title ?? say('bench.form')} ref={group}>
      {form.description === undefined ? null : <p className="small muted">{form.description}</p>}
      {fields.map(([name, field]) => (
        <FormField
          key={name}
          name={name}
          field={field}
          isNeeded={form.required?.includes(name) === true}
          text={texts[name] ?? ''}
          message={wrong.find((one) => one.name === name)?.message}
          onWrite={(text) => onWrite(name, text)}
        />
      ))}
    </div>
  )
}

/** Puts the focus into the field of a form that has this name. */
export function focusField(name: string): void {
  document.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`)?.focus()
}

interface FieldProps {
  readonly name: string
  readonly field: Field
  readonly isNeeded: boolean
  readonly text: string
  readonly message: string | undefined
  readonly onWrite: (text: string) => void
}

function FormField({ name, field, isNeeded, text, message, onWrite }: FieldProps) {
  const id = useId()
  const hints = [field.description, isPersonal(field) ? say('bench.field.personal') : undefined]
  const hint = hints.filter((one) => one !== undefined).join(' ')
  const described = [hint === '' ? [] : `${id}-hint`, message === undefined ? [] : `${id}-wrong`].flat().join(' ')
  return (
    <div className="row">
      <label htmlFor={id}>
        {titleOf(name, field)}
        {isNeeded ? <span className="quiet"> {say('bench.field.needed')}</span> : null}
      </label>
      <div className="holder">
        <Entry
          field={field}
          text={text}
          onWrite={onWrite}
          rest={{
            id,
            'data-field': name,
            'aria-required': isNeeded,
            'aria-invalid': message !== undefined,
            ...(described === '' ? {} : { 'aria-describedby': described }),
          }}
        />
        {message === undefined ? null : (
          <span id={`${id}-wrong`} className="wrong">
            {message}
          </span>
        )}
        {hint === '' ? null : (
          <span id={`${id}-hint`} className="small quiet">
            {hint}
          </span>
        )}
      </div>
    </div>
  )
}

interface EntryProps {
  readonly field: Field
  readonly text: string
  readonly onWrite: (text: string) => void
  readonly rest: Readonly<Record<string, string | boolean>>
}

const longText = 200

function Entry({ field, text, onWrite, rest }: EntryProps) {
  const given = {
    ...rest,
    value: text,
    onChange: (event: { target: { value: string } }) => onWrite(event.target.value),
  }
  if (field.type === 'boolean') {
    return (
      <Choices
        given={given}
        choices={['yes', 'no']}
        wordOf={(choice) => say(choice === 'yes' ? 'fact.yes' : 'fact.no')}
      />
    )
  }
  if (field.type === 'integer') return <input {...given} inputMode="numeric" autoComplete="off" className="whole" />
  if (field.enum !== undefined)
    return <Choices given={given} choices={field.enum} wordOf={(choice) => choice.replaceAll('-', ' ')} />
  if (field.format === 'date') return <input {...given} type="date" className="date" />
  // A length is said when it is too long; cut off, what was pasted would be lost.
  if (lengthsOf(field).most > longText && field.pattern === undefined && field.maxLength !== undefined) {
    return <textarea {...given} rows={4} />
  }
  return <input {...given} autoComplete="off" />
}

interface ChoicesProps {
  readonly given: Readonly<Record<string, unknown>>
  readonly choices: readonly string[]
  readonly wordOf: (choice: string) => string
}

function Choices({ given, choices, wordOf }: ChoicesProps) {
  return (
    <select {...given}>
      <option value="">{say('bench.field.choose')}</option>
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {wordOf(choice)}
        </option>
      ))}
    </select>
  )
}

/** What to say of a field that is wrong: what it should hold, never what it does. */
export function wrongWords(form: Form, name: string, isMissing: boolean): string {
  const field = form.properties[name]
  if (field === undefined) return say('bench.wrong.unknown')
  if (isMissing)
    return say(field.type === 'string' && field.enum === undefined ? 'bench.wrong.empty' : 'bench.wrong.choose')
  if (field.type === 'boolean') return say('bench.wrong.choose')
  if (field.type === 'integer') return numberWords(field)
  if (field.enum !== undefined) return say('bench.wrong.choose')
  if (field.format === 'date') return say('bench.wrong.date')
  const { least, most } = lengthsOf(field)
  return field.pattern === undefined
    ? say('bench.wrong.length', { least, most })
    : say('bench.wrong.pattern', { pattern: field.pattern.slice(1, -1) })
}

function numberWords(field: Extract<Field, { type: 'integer' }>): string {
  const { minimum, maximum } = boundsOf(field)
  const hasLeast = minimum > integerLimits.minimum
  const hasMost = maximum < integerLimits.maximum
  if (hasLeast && hasMost) return say('bench.wrong.between', { minimum: count(minimum), maximum: count(maximum) })
  if (hasLeast) return say('bench.wrong.from', { minimum: count(minimum) })
  return hasMost ? say('bench.wrong.to', { maximum: count(maximum) }) : say('bench.wrong.whole')
}

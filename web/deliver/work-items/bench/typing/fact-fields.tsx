import { useEffect, useId, useRef, useState } from 'react'
import { say } from '../../../../lib/words.ts'
import { Button } from '../../../../ui/button.tsx'
import type { DraftFact } from './draft.ts'

interface Props {
  /** Names that finished items of this queue carry: each gets a field. */
  readonly names: readonly string[]
  readonly facts: readonly DraftFact[]
  readonly onWrite: (facts: readonly DraftFact[]) => void
}

/** A field for each fact, and a way to add another one. The first empty field has the focus. */
export function FactFields({ names, facts, onWrite }: Props) {
  const own = facts.map(({ name }) => name).filter((name) => !names.includes(name))
  const shown = [...names, ...own]
  const first = useRef<HTMLInputElement>(null)
  const isReady = shown.length > 0
  useEffect(() => first.current?.focus(), [isReady])
  const valueOf = (name: string) => facts.find((fact) => fact.name === name)?.value ?? ''
  const write = (name: string, value: string) =>
    onWrite([...facts.filter((fact) => fact.name !== name), { name, value }])
  const firstEmpty = shown.find((name) => valueOf(name) === '')
  return (
    <div className="facts" role="group" aria-label={say('bench.add-facts')}>
      {shown.map((name) => (
        <FactField
          key={name}
          name={name}
          value={valueOf(name)}
          fieldRef={name === firstEmpty ? first : undefined}
          onWrite={(value) => write(name, value)}
        />
      ))}
      <NewFact taken={shown} onAdd={(name) => write(name, '')} />
    </div>
  )
}

interface FieldProps {
  readonly name: string
  readonly value: string
  readonly fieldRef: React.RefObject<HTMLInputElement | null> | undefined
  readonly onWrite: (value: string) => void
}

function FactField({ name, value, fieldRef, onWrite }: FieldProps) {
  const id = useId()
  return (
    <div className="row">
      <label htmlFor={id}>{name.replaceAll('-', ' ')}</label>
      <input
        id={id}
        ref={fieldRef}
        value={value}
        maxLength={500}
        autoComplete="off"
        onChange={(event) => onWrite(event.target.value)}
      />
    </div>
  )
}

function NewFact({ taken, onAdd }: { readonly taken: readonly string[]; readonly onAdd: (name: string) => void }) {
  const id = useId()
  const [name, setName] = useState('')
  const wanted = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')
  const isFit = /^[a-z][a-z0-9-]{0,59}$/.test(wanted) && !taken.includes(wanted)
  return (
    <div className="row">
      <label htmlFor={id}>{say('bench.new-fact')}</label>
      <span className="pairing">
        <input id={id} value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />
        <Button
          because={isFit ? undefined : say('bench.new-fact.how')}
          onClick={() => {
            onAdd(wanted)
            setName('')
          }}
        >
          {say('bench.new-fact.add')}
        </Button>
      </span>
    </div>
  )
}

import { useState } from 'react'
import type { ItemView } from '../../../src/deliver/work-lists/model.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Choice } from '../../ui/field.tsx'
import type { Change } from './filter-bar.tsx'
import { Typed } from './typed.tsx'

interface Props {
  readonly view: ItemView
  readonly zone: string
  readonly onChange: Change
}

/** Filters that are needed now and then. Days and months are those of the zone of the terms. */
export default function RareFilters({ view, onChange, zone }: Props) {
  const { party } = useThisEngagement()
  const days = ['receivedFrom', 'receivedTo', 'dueFrom', 'dueTo'] as const
  return (
    <div className="more-choices">
      <p className="small muted">{say('list.days', { zone })}</p>
      <div className="choices">
        {days.map((name) => (
          <Typed
            key={name}
            label={say(`list.${name}`)}
            type="date"
            value={view[name] ?? ''}
            onType={(text) => onChange({ [name]: text === '' ? undefined : text }, true)}
          />
        ))}
        <Typed
          label={say('list.completedIn')}
          type="month"
          value={view.completedIn ?? ''}
          onType={(text) => onChange({ completedIn: /^\d{4}-\d{2}$/.test(text) ? text : undefined }, true)}
        />
        {party === 'provider' ? (
          <Choice
            label={say('list.holder')}
            value={view.holder ?? ''}
            choices={['', 'me', 'none'].map((value) => ({ value, text: wordFor('list.holder', value || 'any') }))}
            onChoose={(value) => onChange({ holder: value === 'me' || value === 'none' ? value : undefined })}
          />
        ) : null}
        <FactFilter view={view} onChange={onChange} />
      </div>
    </div>
  )
}

/** A fact and its value: it filters as soon as both are there. */
function FactFilter({ view, onChange }: Omit<Props, 'zone'>) {
  const cut = view.fact?.indexOf('=') ?? 0
  const [typed, setTyped] = useState({ name: view.fact?.slice(0, cut) ?? '', value: view.fact?.slice(cut + 1) ?? '' })
  const type = (next: typeof typed) => {
    setTyped(next)
    const isWhole = /^[a-z][a-z0-9-]{0,59}$/.test(next.name) && next.value !== ''
    onChange({ fact: isWhole ? `${next.name}=${next.value}` : undefined }, true)
  }
  return (
    <>
      <Typed
        label={say('list.fact')}
        value={typed.name}
        onType={(text) => type({ ...typed, name: text.trim().toLowerCase().replaceAll(' ', '-') })}
      />
      <Typed
        label={say('list.fact-value')}
        value={typed.value}
        onType={(text) => type({ ...typed, value: text.slice(0, 500) })}
      />
    </>
  )
}

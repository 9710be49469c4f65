import { lazy, Suspense, useState } from 'react'
import type { z } from 'zod'
import type { workItemCounts } from '../../../src/deliver/work-lists/commands.ts'
import type { ItemView } from '../../../src/deliver/work-lists/model.ts'
import { ItemState } from '../../../src/deliver/work-items/model.ts'
import { count } from '../../lib/formats.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/field.tsx'
import { Typed } from './typed.tsx'
import { isFiltered, unfiltered, type Changes } from './address.ts'

type Counts = z.output<typeof workItemCounts.output>
export type Change = (next: Changes, isTyping?: boolean) => void

interface Props {
  readonly view: ItemView
  readonly counts: Counts | undefined
  readonly onChange: Change
}

const RareFilters = lazy(() => import('./rare-filters.tsx'))

const rare = ['receivedFrom', 'receivedTo', 'dueFrom', 'dueTo', 'completedIn', 'holder', 'fact'] as const

/** What the list leaves out. Each choice says how many items it leads to. */
export function FilterBar({ view, counts, onChange }: Props) {
  const isRare = rare.some((name) => view[name] !== undefined)
  const [isOpen, setOpen] = useState(isRare)
  const late = counts === undefined || !counts.isExact ? '' : ` (${count(counts.late)})`
  return (
    <div role="group" aria-label={say('items.filters')}>
      <div className="choices">
        <Typed
          label={say('list.reference')}
          type="search"
          value={view.reference ?? ''}
          onType={(text) => onChange({ reference: text === '' ? undefined : text.slice(0, 200) }, true)}
        />
        <Choice
          label={say('items.state')}
          value={view.state ?? ''}
          choices={stateChoices(view.state, counts)}
          onChoose={(value) => onChange({ state: value === '' ? undefined : value })}
        />
        <Choice
          label={say('items.queue')}
          value={view.queue ?? ''}
          choices={queueChoices(view.queue, counts)}
          onChoose={(value) => onChange({ queue: value === '' ? undefined : value })}
        />
        <Button
          aria-pressed={view.late === 'yes'}
          onClick={() => onChange({ late: view.late === 'yes' ? undefined : 'yes' })}
        >
          {say('list.late')}
          {late}
        </Button>
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {say('list.more-filters')}
        </Button>
        {isFiltered(view) ? <Button onClick={() => onChange(unfiltered)}>{say('list.unfiltered')}</Button> : null}
      </div>
      {isOpen ? (
        <Suspense fallback={null}>
          <RareFilters view={view} onChange={onChange} zone={counts?.zone ?? ''} />
        </Suspense>
      ) : null}
    </div>
  )
}

function stateChoices(chosen: string | undefined, counts: Counts | undefined) {
  const items = new Map<string, number>(counts?.states.map((row) => [row.state, row.items]))
  const options = ['', ...ItemState.options]
  const several = chosen !== undefined && !options.includes(chosen) ? [chosen] : []
  const nameOf = (value: string) =>
    value === ''
      ? say('items.any-state')
      : value
          .split(',')
          .map((one) => wordFor('item', one))
          .join(', ')
  return [...options, ...several].map((value) => ({ value, text: choiceText(nameOf(value), value, items, counts) }))
}

function queueChoices(chosen: string | undefined, counts: Counts | undefined) {
  const items = new Map(counts?.queues.map((row) => [row.queue, row.items]))
  const options = ['', ...items.keys()]
  const other = chosen !== undefined && !options.includes(chosen) ? [chosen] : []
  const nameOf = (value: string) => (value === '' ? say('items.any-queue') : value.split(',').join(', '))
  return [...options, ...other].map((value) => ({ value, text: choiceText(nameOf(value), value, items, counts) }))
}

function choiceText(
  name: string,
  value: string,
  items: ReadonlyMap<string, number>,
  counts: Counts | undefined,
): string {
  if (counts === undefined || !counts.isExact) return name
  const names = value === '' ? [...items.keys()] : value.split(',')
  const number = names.reduce((sum, one) => sum + (items.get(one) ?? 0), 0)
  return say('items.choice', { name, items: count(number) })
}

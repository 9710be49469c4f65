import { useState } from 'react'
import type { ListedItem } from '../../../../src/deliver/work-lists/model.ts'
import { count } from '../../../lib/formats.ts'
import { say, wordFor } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Choice } from '../../../ui/field.tsx'
import { planOf, type BulkKind, type BulkPlan, type BulkWish } from './plan.ts'

/** What may be given as the ground of each. */
export const grounds: Readonly<Record<'withdraw' | 'reopen', readonly string[]>> = {
  withdraw: ['duplicate', 'no-longer-wanted', 'sent-in-error'],
  reopen: ['defect', 'new-information', 'closed-in-error'],
}

interface Props {
  readonly kind: BulkKind
  readonly items: readonly ListedItem[]
  readonly queues: readonly string[]
  readonly onClose: () => void
  readonly onStart: (wish: BulkWish, plan: BulkPlan) => void
}

/** Says what would happen before anything does: with how many items, and which others cannot and why. */
export function BulkForm({ kind, items, queues, onClose, onStart }: Props) {
  const options = kind === 'move' ? queues : kind === 'reinstate' ? [] : grounds[kind]
  const [value, setValue] = useState('')
  const isChosen = kind === 'reinstate' || value !== ''
  const plan = planOf({ kind, value }, items)
  const because = isChosen
    ? plan.can.length === 0
      ? say('bulk.none-can')
      : undefined
    : say(kind === 'move' ? 'bulk.queue-first' : 'bulk.ground-first')
  return (
    <form
      className="bulk"
      aria-label={wordFor('bulk.kind', kind)}
      onSubmit={(event) => {
        event.preventDefault()
        if (because === undefined) onStart({ kind, value }, plan)
      }}
      onKeyDown={(event) => (event.key === 'Escape' ? onClose() : undefined)}
    >
      <p role="status">{isChosen ? drySentence(kind, value, plan) : say('bulk.chosen', { items: items.length })}</p>
      <div className="choices">
        {options.length === 0 ? null : (
          <Choice
            label={say(kind === 'move' ? 'bulk.to-queue' : 'bulk.ground')}
            value={value}
            choices={['', ...options].map((option) => ({
              value: option,
              text: option === '' ? say('bulk.choose') : kind === 'move' ? option : wordFor('ground', option),
            }))}
            onChoose={setValue}
          />
        )}
        <Button type="submit" first because={because}>
          {say('bulk.do', { what: wordFor('bulk.kind', kind), items: isChosen ? plan.can.length : items.length })}
        </Button>
        <Button onClick={onClose}>{say('confirm.not')}</Button>
      </div>
    </form>
  )
}

/** '312 items move to motor-glass; 4 cannot: 3 are completed, 1 is held by a worker.' */
function drySentence(kind: BulkKind, value: string, { can, cannot }: BulkPlan): string {
  const would = say(`bulk.would.${kind}`, { items: can.length, queue: value })
  if (cannot.length === 0) return `${would}.`
  const why = cannot.map(({ obstacle, items }) => `${count(items)} ${wordFor('obstacle', obstacle)}`).join(', ')
  const others = cannot.reduce((sum, { items }) => sum + items, 0)
  return say('bulk.would.but', { would, items: others, why })
}

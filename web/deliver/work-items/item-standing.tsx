import type { z } from 'zod'
import type { ItemState } from '../../../src/deliver/work-items/model.ts'
import { howLong } from '../../lib/formats.ts'
import { say, wordFor } from '../../lib/words.ts'
import { StateMark, type Tone } from '../../ui/glyph.tsx'

type State = z.infer<typeof ItemState>

const soonMillis = 30 * 60_000

const tones: Readonly<Record<State, Tone>> = {
  open: 'ok',
  held: 'ok',
  asked: 'hold',
  completed: 'ok',
  withdrawn: 'out',
}

export function ItemStateMark({ state }: { readonly state: State }) {
  return <StateMark tone={tones[state]}>{wordFor('item', state)}</StateMark>
}

/** How long until an item is due, or since when it is late, by its clocks under the agreed terms. */
export function DueMark({ dueAt, now }: { readonly dueAt: number | null; readonly now: number }) {
  if (dueAt === null) return <span className="quiet">{say('due.none')}</span>
  const left = dueAt - now
  if (left < 0) return <StateMark tone="bad">{say('due.late', { late: howLong(-left) })}</StateMark>
  return <StateMark tone={left <= soonMillis ? 'risk' : 'ok'}>{say('due.in', { left: howLong(left) })}</StateMark>
}

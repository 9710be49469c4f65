import { useState } from 'react'
import {
  answerWorkItem,
  moveWorkItem,
  reinstateWorkItem,
  reopenWorkItem,
  revealPersonalValues,
  withdrawWorkItem,
} from '../../../src/deliver/work-items/commands.ts'
import type { WorkItem } from '../../../src/deliver/work-items/model.ts'
import { whoMay } from '../../../src/kernel/access/authorising.ts'
import type { Declaration } from '../../../src/kernel/command.ts'
import { moveItem, type ItemMove } from '../../../src/terms/item-life.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { mayUse, useSelf } from '../../lib/session.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { ActionForm, AnswerForm } from './action-forms.tsx'
import { Revealing } from './revealing.tsx'

const actions = ['answer', 'move', 'reopen', 'withdraw', 'reinstate', 'reveal'] as const
export type Action = (typeof actions)[number]

const declared = {
  answer: answerWorkItem,
  move: moveWorkItem,
  reopen: reopenWorkItem,
  withdraw: withdrawWorkItem,
  reinstate: reinstateWorkItem,
  reveal: revealPersonalValues,
} as const satisfies Record<Action, Pick<Declaration, 'allow'>>

const moves: Readonly<Partial<Record<Action, ItemMove>>> = {
  answer: 'work-item-answered',
  move: 'work-item-moved',
  reopen: 'work-item-reopened',
  withdraw: 'work-item-withdrawn',
  reinstate: 'work-item-reinstated',
}

/** What can be done with an item, each in its place; what is impossible now says why. */
export function ItemActions({ item }: { readonly item: WorkItem }) {
  const [open, setOpen] = useState<Action>()
  const whyNot = useWhyNot(item)
  const close = () => setOpen(undefined)
  const isOpen = open !== undefined && whyNot(open) === undefined
  return (
    <div className="item-actions">
      <div className="choices" role="group" aria-label={say('item.actions')}>
        {actions.map((action) => (
          <Button
            key={action}
            because={whyNot(action)}
            aria-expanded={open === action}
            onClick={() => setOpen(open === action ? undefined : action)}
          >
            {wordFor('act', action)}
          </Button>
        ))}
      </div>
      {isOpen && open === 'answer' ? <AnswerForm item={item} onClose={close} /> : null}
      {isOpen && open === 'reveal' ? <Revealing item={item} onClose={close} /> : null}
      {isOpen && open !== 'answer' && open !== 'reveal' ? (
        <ActionForm key={open} action={open} item={item} onClose={close} />
      ) : null}
    </div>
  )
}

function useWhyNot(item: WorkItem): (action: Action) => string | undefined {
  const engagement = useThisEngagement()
  const self = useSelf()
  return (action) => {
    const declaration = declared[action]
    if (!mayUse(declaration, self, engagement)) return whoMay(declaration.allow)
    const move = moves[action]
    if (move === undefined) return undefined
    if (item.origin === 'imported') return wordFor('obstacle.one', 'imported')
    return moveItem(item.state, move) === undefined ? wordFor('obstacle.one', item.state) : undefined
  }
}

import { useState } from 'react'
import type { z } from 'zod'
import { revealPersonalValues } from '../../../src/deliver/work-items/commands.ts'
import type { WorkItem } from '../../../src/deliver/work-items/model.ts'
import { send } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/field.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { FormBox } from './action-forms.tsx'
import { useActing } from './acting.ts'

const Ground = revealPersonalValues.input.shape.ground
type Values = z.output<typeof revealPersonalValues.output>['values']

/** Shows what is personal, for a ground that is recorded: until the reader closes it or leaves the page. */
export function Revealing({ item, onClose }: { readonly item: WorkItem; readonly onClose: () => void }) {
  const { engagementId } = useThisEngagement()
  const [ground, setGround] = useState('')
  const [values, setValues] = useState<Values>()
  const { act, error, isBusy } = useActing(() => undefined)
  const because = ground === '' ? say('bulk.ground-first') : undefined
  const start = async (key: string) => {
    const asked = { engagementId, workItemId: item.workItemId, ground: Ground.parse(ground) }
    setValues((await send(revealPersonalValues, asked, key)).values)
  }
  return (
    <FormBox
      label={wordFor('act', 'reveal')}
      error={error}
      onClose={onClose}
      onSubmit={because === undefined ? () => act(start) : undefined}
    >
      {values === undefined ? (
        <>
          <p className="small">{say('act.means.reveal')}</p>
          <div className="choices">
            <Choice
              label={say('bulk.ground')}
              value={ground}
              choices={['', ...Ground.options].map((option) => ({
                value: option,
                text: option === '' ? say('bulk.choose') : wordFor('ground', option),
              }))}
              onChoose={setGround}
            />
            <Button type="submit" first because={because}>
              {isBusy ? say('confirm.busy') : wordFor('act', 'reveal')}
            </Button>
            <Button onClick={onClose}>{say('confirm.not')}</Button>
          </div>
        </>
      ) : (
        <>
          <p className="small" role="status">
            {say(values.length === 0 ? 'act.revealed-none' : 'act.revealed')}
          </p>
          <Pairs
            left
            pairs={values.map(({ name, value }) => ({ key: name, name: name.replaceAll('-', ' '), value }))}
          />
          <Button onClick={onClose}>{say('act.hide')}</Button>
        </>
      )}
    </FormBox>
  )
}

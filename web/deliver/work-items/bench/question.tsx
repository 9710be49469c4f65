import { useState } from 'react'
import { Asked as AskedOf } from '../../../../src/deliver/work-items/model.ts'
import { say, wordFor } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Choice, Field } from '../../../ui/field.tsx'

export type AskedParty = (typeof AskedOf.options)[number]

interface Props {
  readonly text: string
  readonly onWrite: (text: string) => void
  readonly onAsk: (of: AskedParty) => void
}

/** Asks somebody a question; the item rests meanwhile, and whose time it is stands in the terms. */
export function Question({ text, onWrite, onAsk }: Props) {
  const [of, setOf] = useState<AskedParty>('customer')
  const isGiven = text.trim() !== ''
  return (
    <details open={text !== ''}>
      <summary>{say('bench.ask.open')}</summary>
      <Choice
        label={say('bench.ask.whom')}
        value={of}
        choices={AskedOf.options.map((value) => ({ value, text: wordFor('asked', value) }))}
        onChoose={(value) => setOf(AskedOf.parse(value))}
      />
      <Field label={say('bench.ask.question')}>
        {(ids) => (
          <textarea
            {...ids}
            rows={3}
            maxLength={4_000}
            value={text}
            onChange={(event) => onWrite(event.target.value)}
          />
        )}
      </Field>
      <Button because={isGiven ? undefined : say('bench.ask.first')} onClick={() => onAsk(of)}>
        {say('bench.ask')}
      </Button>
    </details>
  )
}

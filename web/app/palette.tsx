import { useState } from 'react'
import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import type { Engagement } from '../lib/session.ts'
import { say } from '../lib/words.ts'
import { useDoings } from './palette/doing.ts'
import { useFound } from './palette/finding.ts'
import { usePlaces, type Place } from './palette/going.ts'

interface Props {
  readonly engagement: Engagement | undefined
  readonly onClose: () => void
}

/**
 * Goes anywhere by typing: items by how their reference begins, what can be done here, pages of this engagement, and
 * other engagements.
 */
export default function Palette({ engagement, onClose }: Props) {
  const [text, setText] = useState('')
  const places = [...useDoings(engagement), ...usePlaces(engagement)]
  const found = useFound(engagement, text.trim())
  const wanted = text.trim().toLowerCase()
  const shown = [...found, ...places.filter(({ label }) => label.toLowerCase().includes(wanted))]
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog palette" aria-label={say('palette.open')}>
          <Autocomplete.Root
            open
            inline
            mode="none"
            items={shown}
            autoHighlight="always"
            value={text}
            onValueChange={setText}
            itemToStringValue={(place: Place) => place.label}
          >
            <Autocomplete.Input aria-label={say('palette.type')} placeholder={say('palette.type')} />
            <Dialog.Close className="unseen">{say('close')}</Dialog.Close>
            <Autocomplete.Empty className="none">
              <p>{say(wanted === '' ? 'palette.empty' : 'palette.none')}</p>
            </Autocomplete.Empty>
            <Autocomplete.List>
              {(place: Place) => (
                <Autocomplete.Item
                  key={place.value}
                  value={place}
                  onClick={() => {
                    onClose()
                    place.go()
                  }}
                >
                  <span>{place.label}</span>
                  <span className="quiet">{place.kind}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

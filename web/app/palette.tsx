import { useState } from 'react'
import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { agreements } from '../../src/contract/agreements/commands.ts'
import { claimNextWorkItem, workItems } from '../../src/deliver/work-items/commands.ts'
import { invoice } from '../../src/govern/invoices/commands.ts'
import { statement } from '../../src/govern/statements/commands.ts'
import { asking } from '../lib/calling.ts'
import { askEngagements, mayUse, useSelf, type Engagement } from '../lib/session.ts'
import { say } from '../lib/words.ts'

interface Props {
  readonly engagement: Engagement | undefined
  readonly onClose: () => void
}

/** Somewhere to go. `go` closes over where. */
interface Place {
  readonly value: string
  readonly label: string
  readonly kind: string
  readonly go: () => unknown
}

/** Goes anywhere by typing: pages of this engagement, other engagements, and an item by its reference. */
export default function Palette({ engagement, onClose }: Props) {
  const [text, setText] = useState('')
  const places = usePlaces(engagement)
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

function usePlaces(engagement: Engagement | undefined): readonly Place[] {
  const navigate = useNavigate()
  const self = useSelf()
  const all = useQuery(askEngagements).data?.rows ?? []
  const others = all
    .filter(({ engagementId }) => engagementId !== engagement?.engagementId)
    .map(({ engagementId, name }): Place => ({
      value: engagementId,
      label: name,
      kind: say('palette.engagement'),
      go: () => navigate({ to: '/e/$engagementId', params: { engagementId } }),
    }))
  const portfolio: Place = {
    value: 'portfolio',
    label: say('page.portfolio'),
    kind: say('palette.page'),
    go: () => navigate({ to: '/engagements' }),
  }
  if (engagement === undefined) return [portfolio, ...others]
  const params = { engagementId: engagement.engagementId }
  const pages = [
    ['page.home', '/e/$engagementId', statement],
    ['page.statement', '/e/$engagementId/govern/statement', statement],
    ['page.invoice', '/e/$engagementId/govern/invoice', invoice],
    ['page.terms', '/e/$engagementId/contract/terms', agreements],
    ['page.items', '/e/$engagementId/deliver/items', workItems],
    ['page.workbench', '/e/$engagementId/deliver/workbench', claimNextWorkItem],
    ['page.record', '/e/$engagementId/record', workItems],
  ] as const
  const here = pages
    .filter(([, , declaration]) => mayUse(declaration, self, engagement))
    .map(([word, to]): Place => ({
      value: to,
      label: say(word),
      kind: engagement.name,
      go: () => navigate({ to, params }),
    }))
  return [...here, portfolio, ...others]
}

/** The item with exactly this reference, as soon as there is one. */
function useFound(engagement: Engagement | undefined, reference: string): readonly Place[] {
  const navigate = useNavigate()
  const engagementId = engagement?.engagementId ?? ''
  const isAsked = engagement !== undefined && reference.length >= 2
  const items = useQuery({ ...asking(workItems, { engagementId, reference, limit: 1 }), enabled: isAsked })
  return (isAsked ? (items.data?.rows ?? []) : []).map((item) => ({
    value: item.workItemId,
    label: item.reference,
    kind: say('palette.item'),
    go: () => navigate({ to: '/e/$engagementId/i/$reference', params: { engagementId, reference: item.reference } }),
  }))
}

import { useNavigate } from '@tanstack/react-router'
import type { ListedItem } from '../../../src/deliver/work-lists/model.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { say, wordFor } from '../../lib/words.ts'
import { RowMenu, type MenuChoice } from '../../ui/row-menu.tsx'
import { useWhyNot } from './bulk/bulk-rights.ts'
import { bulkKinds, obstacleTo, type BulkKind } from './bulk/plan.ts'

interface Props {
  readonly menu: { readonly item: ListedItem; readonly anchor: HTMLElement } | undefined
  readonly list: string
  readonly index: number
  readonly onClose: () => void
  readonly onKind: (kind: BulkKind) => void
}

/** What can be done with one item of the list; what cannot be done now says why. */
export default function ItemMenu({ menu, list, index, onClose, onKind }: Props) {
  const { engagementId } = useThisEngagement()
  const navigate = useNavigate()
  const whyNot = useWhyNot()
  const reference = menu?.item.reference ?? ''
  const choices: MenuChoice[] = [
    {
      id: 'open',
      text: say('list.open'),
      onChoose: () =>
        void navigate({
          to: '/e/$engagementId/i/$reference',
          params: { engagementId, reference },
          search: { list, at: String(index) },
        }),
    },
    ...bulkKinds.map((kind) => ({
      id: kind,
      text: wordFor('bulk.kind', kind),
      because: whyNot(kind) ?? obstacleWords(kind, menu?.item),
      onChoose: () => onKind(kind),
    })),
  ]
  return (
    <RowMenu
      label={say('list.menu-of', { name: reference })}
      anchor={menu?.anchor}
      choices={choices}
      onClose={onClose}
    />
  )
}

function obstacleWords(kind: BulkKind, item: ListedItem | undefined): string | undefined {
  const obstacle = item && obstacleTo(kind, '', item)
  return obstacle === undefined ? undefined : wordFor('obstacle.one', obstacle)
}

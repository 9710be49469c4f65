import type { ListedItem } from '../../../../src/deliver/work-lists/model.ts'
import { say, wordFor } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { useWhyNot } from './bulk-rights.ts'
import { bulkKinds, type BulkKind } from './plan.ts'

interface Props {
  readonly items: ReadonlyMap<string, ListedItem>
  readonly total: number
  /** As many can be chosen at once. */
  readonly most: number
  /** How many are loaded so far, while all are being chosen. */
  readonly gathered: number | undefined
  readonly onAll: () => void
  readonly onStop: () => void
  readonly onClear: () => void
  readonly onKind: (kind: BulkKind) => void
}

/** How many are chosen, and what can be done with them. */
export function BulkBar({ items, total, most, gathered, onAll, onStop, onClear, onKind }: Props) {
  const whyNot = useWhyNot()
  return (
    <section className="bulk" aria-label={say('bulk.chosen-title')}>
      <div className="choices">
        <strong role="status">
          {gathered === undefined
            ? say('bulk.chosen', { items: items.size })
            : say('bulk.gathering', { items: gathered, total: Math.min(total, most) })}
        </strong>
        {gathered === undefined ? null : <Button onClick={onStop}>{say('list.stop')}</Button>}
        {gathered === undefined && items.size < Math.min(total, most) ? (
          <Button onClick={onAll}>
            {say(total > most ? 'bulk.first-many' : 'bulk.all', { items: Math.min(total, most) })}
          </Button>
        ) : null}
        {bulkKinds.map((kind) => (
          <Button key={kind} because={whyNot(kind)} onClick={() => onKind(kind)}>
            {wordFor('bulk.kind', kind)}
          </Button>
        ))}
        <Button onClick={onClear}>{say('bulk.clear')}</Button>
      </div>
    </section>
  )
}

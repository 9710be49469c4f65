import type { ListedItem } from '../../../../src/deliver/work-lists/model.ts'
import { chosenMax, type useChoosing } from '../choosing.ts'
import { BulkBar } from './bulk-bar.tsx'
import { BulkForm } from './bulk-form.tsx'
import { BulkResult } from './bulk-result.tsx'
import { jobOf } from './job.ts'
import type { BulkKind } from './plan.ts'
import type { useBulkJob } from './running.ts'

interface Props {
  readonly bulk: ReturnType<typeof useBulkJob>
  readonly choosing: ReturnType<typeof useChoosing>
  readonly wish: BulkKind | undefined
  readonly total: number
  readonly queues: readonly string[]
  readonly onWish: (kind: BulkKind | undefined) => void
}

/** What is done with many items at once: what goes on or came of it, then what is chosen and what could be done. */
export default function ManyAtOnce({ bulk, choosing, wish, total, queues, onWish }: Props) {
  const chosen: readonly ListedItem[] = [...choosing.items.values()]
  const isChoosing = chosen.length > 0 || choosing.gathered !== undefined
  return (
    <>
      <BulkResult bulk={bulk} />
      {wish !== undefined && chosen.length > 0 ? (
        <BulkForm
          key={wish}
          kind={wish}
          items={chosen}
          queues={queues}
          onClose={() => onWish(undefined)}
          onStart={(asked, plan) => {
            bulk.start(jobOf(asked, plan.can, () => crypto.randomUUID()))
            onWish(undefined)
            choosing.clear()
          }}
        />
      ) : isChoosing ? (
        <BulkBar
          items={choosing.items}
          total={total}
          most={chosenMax}
          gathered={choosing.gathered}
          onAll={choosing.chooseAll}
          onStop={choosing.stop}
          onClear={choosing.clear}
          onKind={onWish}
        />
      ) : null}
    </>
  )
}

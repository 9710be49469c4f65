import { useState } from 'react'
import { keepItemView } from '../../../src/deliver/work-lists/commands.ts'
import type { ItemView, KeptView } from '../../../src/deliver/work-lists/model.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { mayUse, useSelf } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import { Problem } from '../../ui/problem.tsx'
import { useKeeping } from './keeping-views.ts'
import { ViewNameForm } from './view-name-form.tsx'

interface Props {
  readonly opened: KeptView | undefined
  readonly isOther: boolean
  readonly view: ItemView
  readonly onOpen: (viewId: string | undefined) => void
}

type Asking = 'keep' | 'rename' | undefined

/** Keeps, renames and forgets views, in their place. */
export default function KeepingView({ opened, isOther, view, onOpen }: Props) {
  const engagement = useThisEngagement()
  const { engagementId } = engagement
  const [asking, setAsking] = useState<Asking>()
  const keeping = useKeeping(engagementId)
  const mayKeep = mayUse(keepItemView, useSelf(), engagement)
  const keep = (viewId: string, name: string, isShared: boolean) =>
    void keeping.keep({ engagementId, viewId, name, isShared, view }).then(() => {
      setAsking(undefined)
      onOpen(viewId)
    }, ignore)
  const rename = (viewId: string, name: string) =>
    void keeping.rename(viewId, name).then(() => setAsking(undefined), ignore)
  if (!mayKeep) return null
  return (
    <>
      {asking === undefined ? (
        <ViewActs
          opened={opened}
          isOther={isOther}
          onAsk={setAsking}
          onKeep={({ viewId, name, isShared }) => keep(viewId, name, isShared)}
          onDelete={({ viewId }) => void keeping.remove(viewId).then(() => onOpen(undefined), ignore)}
        />
      ) : (
        <ViewNameForm
          name={asking === 'rename' ? (opened?.name ?? '') : ''}
          canShare={asking === 'keep'}
          onClose={() => setAsking(undefined)}
          onName={(name, isShared) => {
            if (asking === 'keep') keep(crypto.randomUUID(), name, isShared)
            else if (opened !== undefined) rename(opened.viewId, name)
          }}
        />
      )}
      {keeping.error === null ? null : <Problem error={keeping.error} />}
    </>
  )
}

interface ActsProps {
  readonly opened: KeptView | undefined
  readonly isOther: boolean
  readonly onAsk: (asking: Asking) => void
  readonly onKeep: (view: KeptView) => void
  readonly onDelete: (view: KeptView) => void
}

/** What can be done with the view that is shown; one that another shares is theirs to change. */
function ViewActs({ opened, isOther, onAsk, onKeep, onDelete }: ActsProps) {
  const own = opened?.isOwn === true ? opened : undefined
  return (
    <>
      {own !== undefined && isOther ? (
        <button type="button" className="plain" onClick={() => onKeep(own)}>
          {say('views.keep-change', { name: own.name })}
        </button>
      ) : null}
      <button type="button" className="plain" onClick={() => onAsk('keep')}>
        {say('views.keep')}
      </button>
      {own === undefined ? null : (
        <>
          <button type="button" className="plain" onClick={() => onAsk('rename')}>
            {say('views.rename')}
          </button>
          <button type="button" className="plain" onClick={() => onDelete(own)}>
            {say('views.delete')}
          </button>
        </>
      )}
    </>
  )
}

function ignore(): void {
  // What went wrong is shown in its place.
}

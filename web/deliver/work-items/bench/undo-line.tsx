import { useEffect, useState } from 'react'
import { useKeys } from '../../../lib/keys.ts'
import { say } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Problem } from '../../../ui/problem.tsx'
import type { Undoable } from './benching.ts'

interface Props {
  readonly undoable: Undoable | undefined
  readonly onUndo: () => Promise<void>
}

/** Says what was completed just now, and takes it back while that is possible. */
export function UndoLine({ undoable, onUndo }: Props) {
  const [error, setError] = useState<Error>()
  const undo = () => {
    setError(undefined)
    onUndo().catch((reason: unknown) => setError(reason instanceof Error ? reason : new Error(String(reason))))
  }
  useKeys(undoable === undefined ? [] : [{ key: 'z', word: 'keys.undo', run: undo }])
  useEffect(() => {
    if (undoable === undefined) return
    const hear = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return
      // A field that holds something has its own undo.
      const field = document.activeElement
      const isTyped = (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.value !== ''
      if (isTyped) return
      event.preventDefault()
      undo()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  })
  return (
    <div className="undo" role="status">
      {undoable === undefined ? null : (
        <>
          <span>{say('bench.done', { reference: undoable.item.reference })}</span>
          <Button onClick={undo} aria-keyshortcuts="z">
            {say('bench.undo')} <kbd>z</kbd>
          </Button>
        </>
      )}
      {error === undefined ? null : <Problem error={error} />}
    </div>
  )
}

import { lazy, Suspense, type ReactNode } from 'react'

// A dialog comes when it is first asked for: no page needs its code to show itself.
const ConfirmDialog = lazy(() => import('./confirm-dialog.tsx'))

export interface Confirming {
  readonly title: string
  readonly act: string
  readonly children: ReactNode
  /** What must be typed, so that nobody does it by a slip of the hand. */
  readonly typed: string
  readonly onClose: () => void
  readonly onConfirm: () => Promise<unknown>
}

/** Asks before what cannot be undone: says what will happen, and lets the reader type it. */
export function Confirm(asked: Confirming) {
  return (
    <Suspense fallback={null}>
      <ConfirmDialog {...asked} />
    </Suspense>
  )
}

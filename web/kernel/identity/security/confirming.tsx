import { lazy, Suspense, useState, type ReactNode } from 'react'
import { CallRefused } from '../../../lib/calling.ts'

// Most readers are not asked, so the dialog comes when one is.
const ConfirmIdentity = lazy(() => import('./confirm-identity.tsx'))

interface Confirming {
  /** Does something; where the server asks who is there, asks the reader, and does it once more. */
  run<Result>(act: () => Promise<Result>): Promise<Result>
  readonly dialog: ReactNode
}

export interface Question {
  readonly answered: () => void
  readonly dropped: () => void
}

/** For what is done only by somebody who showed a moment ago who they are. */
export function useConfirming(): Confirming {
  const [question, setQuestion] = useState<Question>()
  const run = async <Result,>(act: () => Promise<Result>) => {
    try {
      return await act()
    } catch (reason) {
      if (!(reason instanceof CallRefused) || reason.code !== 'confirm-first') throw reason
      await new Promise<void>((resolve, reject) =>
        setQuestion({ answered: resolve, dropped: () => reject(reason) }),
      ).finally(() => setQuestion(undefined))
      return act()
    }
  }
  const dialog = (
    <Suspense fallback={null}>{question === undefined ? null : <ConfirmIdentity {...question} />}</Suspense>
  )
  return { run, dialog }
}

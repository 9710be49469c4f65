import type { ReactNode } from 'react'
import { say } from '../lib/words.ts'

/** The numbers of a drawing as a list: for the keyboard, for screen readers, and for whoever wants to read them. */
export function Twin({ of, children }: { readonly of: string; readonly children: ReactNode }) {
  return (
    <details className="twin">
      <summary>{say('twin.list', { of })}</summary>
      {children}
    </details>
  )
}

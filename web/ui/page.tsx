import type { ReactNode } from 'react'
import { say } from '../lib/words.ts'

interface Props {
  readonly title: string
  /** One line above the title: of when, of what, in which zone. */
  readonly about?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page: what it is about, its title over one strong rule, what can be done, and its content. */
export function Page({ title, about, actions, children }: Props) {
  return (
    <>
      <title>{say('page.title', { title })}</title>
      <div className="head">
        <div>
          {about === undefined ? null : <p className="about">{about}</p>}
          <h1>{title}</h1>
        </div>
        {actions === undefined ? null : <div className="actions">{actions}</div>}
      </div>
      {children}
    </>
  )
}

/** A part of a page beside the main thing, under a rule of its own. */
export function Sheet({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="sheet" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

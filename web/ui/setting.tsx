import { useId, type ReactNode } from 'react'

interface Props {
  readonly title: string
  /** What it is for, beside what can be done about it. */
  readonly what: string
  readonly children: ReactNode
}

/** One thing that a reader sets: its name and purpose at the left, its state and what can be done at the right. */
export function Setting({ title, what, children }: Props) {
  const id = useId()
  return (
    <section className="setting" aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        <p className="small muted">{what}</p>
      </div>
      <div>{children}</div>
    </section>
  )
}

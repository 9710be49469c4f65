/** How much a state asks for attention. Each has a shape of its own, so that no state is said by colour alone. */
export type Tone = 'ok' | 'risk' | 'bad' | 'hold' | 'out'

const shapes = {
  ok: <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  risk: (
    <>
      <circle cx="6" cy="6" r="4.8" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M6 1.2A4.8 4.8 0 0 1 6 10.8Z" fill="currentColor" />
    </>
  ),
  bad: <path d="M6 0 12 6 6 12 0 6Z" fill="currentColor" />,
  hold: <path d="M3 2v8M9 2v8" stroke="currentColor" strokeWidth="2.2" />,
  out: (
    <>
      <circle cx="6" cy="6" r="4.8" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M2.6 9.4 9.4 2.6" stroke="currentColor" strokeWidth="1.6" />
    </>
  ),
} as const satisfies Record<Tone, React.ReactNode>

export function Glyph({ tone }: { readonly tone: Tone }) {
  return (
    <svg className="glyph" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      {shapes[tone]}
    </svg>
  )
}

/** A state: the word first, the shape and the weight with it, the hue last. */
export function StateMark({ tone, children }: { readonly tone: Tone; readonly children: React.ReactNode }) {
  return (
    <span className={`state ${tone}`}>
      <Glyph tone={tone} />
      {children}
    </span>
  )
}

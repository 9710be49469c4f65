import { Fragment, type ReactNode } from 'react'

export interface Pair {
  readonly key: string
  readonly name: ReactNode
  readonly value: ReactNode
  readonly isTotal?: boolean
  /** How far in it stands: it is a part of the pair above that stands less far in. */
  readonly depth?: number
}

/** Names with their values. */
export function Pairs({ pairs, left = false }: { readonly pairs: readonly Pair[]; readonly left?: boolean }) {
  return (
    <dl className={left ? 'pairs left' : 'pairs'}>
      {pairs.map(({ key, name, value, isTotal = false, depth = 0 }) => (
        <Fragment key={key}>
          <dt className={[isTotal ? 'total' : '', depth > 0 ? `in-${Math.min(depth, 3)}` : ''].join(' ').trim()}>
            {name}
          </dt>
          <dd className={isTotal ? 'total' : ''}>{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

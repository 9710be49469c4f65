import type { ButtonHTMLAttributes } from 'react'

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'disabled'> & {
  readonly first?: boolean
  /** Why it cannot be pressed now. It stays reachable, so that everybody can learn the reason. */
  readonly because?: string | undefined
}

export function Button({ first = false, because, onClick, type = 'button', children, ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      className={first ? 'button first' : 'button'}
      aria-disabled={because === undefined ? undefined : true}
      title={because}
      onClick={because === undefined ? onClick : (event) => event.preventDefault()}
    >
      {children}
      {because === undefined ? null : <span className="unseen">. {because}</span>}
    </button>
  )
}

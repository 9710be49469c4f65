import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type AnchorProps = AnchorHTMLAttributes<HTMLAnchorElement> & { readonly ref?: Ref<HTMLAnchorElement> }

/** A number that leads to what it was made of. Its accessible name says of what it is the number. */
export const FigureLink = createLink(({ ref, children, ...rest }: AnchorProps) => (
  <a ref={ref} data-evidence="" {...rest} className="figure">
    {children}
  </a>
))

/** A link that looks like what one would press. */
export const ButtonLink = createLink(({ ref, children, ...rest }: AnchorProps) => (
  <a ref={ref} {...rest} className="button">
    {children}
  </a>
))

import { createLink, useRouter } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, MouseEvent, Ref } from 'react'

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

/** The same for the path of a page that came with an answer: opened here, or elsewhere where the reader asks for it. */
export function AddressButton({ address, ...rest }: { readonly address: string } & Omit<AnchorProps, 'href'>) {
  const { history } = useRouter()
  const open = (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return
    event.preventDefault()
    history.push(address)
  }
  return (
    <a {...rest} href={address} className="button" onClick={open}>
      {rest.children}
    </a>
  )
}

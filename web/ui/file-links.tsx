import { Fragment } from 'react'
import { say } from '../lib/words.ts'

interface Props {
  /** What is taken along, where the page does not say it nearby. */
  readonly label: string
  readonly files: readonly { readonly text: string; readonly address: string }[]
}

/** The same rows as files. Their names come with them. */
export function FileLinks({ label, files }: Props) {
  return (
    <span className="files small">
      {label}
      {files.map(({ text, address }) => (
        <Fragment key={text}>
          {' '}
          <a href={address} download aria-label={say('files.named', { label, format: text })}>
            {text}
          </a>
        </Fragment>
      ))}
    </span>
  )
}

import { useState } from 'react'
import { say } from '../lib/words.ts'
import { Button } from './button.tsx'

interface Props {
  readonly text: string
  /** What is copied, for the name of the button. */
  readonly what: string
}

/** Copies a text, and says that it did. */
export function Copy({ text, what }: Props) {
  const [copied, setCopied] = useState<string>()
  // A page that did not come over a safe connection has no clipboard.
  const clipboard = (navigator as Partial<Navigator>).clipboard
  const copy = () => void clipboard?.writeText(text).then(() => setCopied(text))
  return (
    <span className="copy">
      <Button
        aria-label={say('copy.what', { what })}
        because={clipboard === undefined ? say('copy.unsafe') : undefined}
        onClick={copy}
      >
        {say('copy')}
      </Button>
      <span role="status" className="small quiet">
        {copied === text ? say('copy.done') : ''}
      </span>
    </span>
  )
}

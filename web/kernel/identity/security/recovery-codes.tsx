import { useEffect, useRef } from 'react'
import { say } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Copy } from '../../../ui/copy.tsx'

interface Props {
  readonly codes: readonly string[]
  readonly onKept: () => void
}

/** Ten codes that nobody can look up again: to be copied, saved as a file, or printed. */
export function RecoveryCodes({ codes, onKept }: Props) {
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => head.current?.focus(), [])
  return (
    <div>
      <h3 ref={head} tabIndex={-1}>
        {say('recovery.title')}
      </h3>
      <p className="small">{say('recovery.what')}</p>
      <ol className="recovery-codes" aria-label={say('recovery.title')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="actions">
        <Copy text={codes.join('\n')} what={say('recovery.title')} />
        <Button onClick={() => save(codes)}>{say('recovery.save')}</Button>
        <Button onClick={() => window.print()}>{say('recovery.print')}</Button>
        <Button first onClick={onKept}>
          {say('recovery.kept')}
        </Button>
      </div>
    </div>
  )
}

function save(codes: readonly string[]): void {
  const text = [say('recovery.file', { host: window.location.host }), '', ...codes, ''].join('\n')
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = address
  link.download = 'counterpart-recovery-codes.txt'
  link.click()
  URL.revokeObjectURL(address)
}

import { useRef, useState } from 'react'
import { workItemFile } from '../../../src/deliver/work-lists/commands.ts'
import type { ItemView } from '../../../src/deliver/work-lists/model.ts'
import { callForBytes } from '../../../src/kernel/client/call.ts'
import { here } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Problem } from '../../ui/problem.tsx'

type Format = 'csv' | 'xlsx'

interface Props {
  readonly view: ItemView
  /** What the view is called, for the name of the file. */
  readonly title: string | undefined
  readonly total: number
}

/** Takes exactly the view along as a file: as much has come as is said, and it can be stopped. */
export default function TakingFile({ view, title, total }: Props) {
  const { engagementId } = useThisEngagement()
  const [coming, setComing] = useState<{ readonly format: Format; readonly bytes: number }>()
  const [error, setError] = useState<Error>()
  const stopper = useRef<AbortController>(undefined)
  const because = total === 0 ? say('list.file.none') : coming === undefined ? undefined : say('list.file.coming')
  const take = async (format: Format) => {
    const stop = new AbortController()
    stopper.current = stop
    setError(undefined)
    setComing({ format, bytes: 0 })
    try {
      const asked = { engagementId, ...view, format, ...(title === undefined ? {} : { title }) }
      const response = await callForBytes(here, workItemFile, asked, { signal: stop.signal })
      hand(await received(response, (bytes) => setComing({ format, bytes })), nameIn(response, format))
    } catch (reason) {
      if (!stop.signal.aborted) setError(reason instanceof Error ? reason : new Error(String(reason)))
    } finally {
      setComing(undefined)
    }
  }
  return (
    <>
      {(['csv', 'xlsx'] as const).map((format) => (
        <Button key={format} because={because} onClick={() => void take(format)}>
          {say(`list.file.${format}`)}
        </Button>
      ))}
      {coming === undefined ? null : (
        <span role="status">
          {say('list.file.size', { kilobytes: count(Math.ceil(coming.bytes / 1_000)), items: total })}{' '}
          <button type="button" className="plain" onClick={() => stopper.current?.abort()}>
            {say('list.stop')}
          </button>
        </span>
      )}
      {error === undefined ? null : <Problem error={error} />}
    </>
  )
}

async function received(response: Response, onSize: (bytes: number) => void): Promise<Blob> {
  const chunks: BlobPart[] = []
  let bytes = 0
  const reader = response.body?.getReader()
  for (;;) {
    const part = await reader?.read()
    if (part?.value === undefined) break
    chunks.push(part.value)
    bytes += part.value.length
    onSize(bytes)
  }
  return new Blob(chunks, { type: response.headers.get('content-type') ?? '' })
}

/** The name that the server gave the file. */
function nameIn(response: Response, format: Format): string {
  const header = response.headers.get('content-disposition') ?? ''
  const spelled = /filename\*=UTF-8''([^;]+)/.exec(header)?.[1]
  return spelled === undefined ? `work-items.${format}` : decodeURIComponent(spelled)
}

function hand(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  // The browser has taken it over by then; without this the file would stay in memory.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

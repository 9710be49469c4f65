import { useState } from 'react'
import type { z } from 'zod'
import type { Entry } from '../../../src/kernel/record/format/entry.ts'
import type { recordEntries } from '../../../src/kernel/record/reading/commands.ts'
import { count } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { EntryDetails } from './entry-details.tsx'
import { shortSubject, utcText } from './entry-words.tsx'
import { shortHash } from './record-foot.tsx'

export type Row = z.output<typeof recordEntries.output>['rows'][number]

/** Entries of the record; each opens to its content and its proof. */
export function EntryRows({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <ol className="entries">
      {rows.map((row) => (
        <EntryRow key={row.leafIndex} row={row} />
      ))}
    </ol>
  )
}

function EntryRow({ row }: { readonly row: Row }) {
  const [isOpen, setOpen] = useState(false)
  const entry = row.entry as Entry
  return (
    <li data-row="">
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="mono">{count(row.leafIndex)}</span>
          <span className="mono quiet">{utcText(entry.at)}</span>
          <span>{entry.type}</span>
          <span className="mono quiet" title={entry.subject}>
            {shortSubject(entry.subject)}
          </span>
          <span className="mono quiet" aria-label={say('entry.hash', { hash: row.leafHash })}>
            {shortHash(row.leafHash)}
          </span>
        </summary>
        {isOpen ? <EntryDetails leaf={row} /> : null}
      </details>
    </li>
  )
}

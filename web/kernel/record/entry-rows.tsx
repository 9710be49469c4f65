import { useState } from 'react'
import type { z } from 'zod'
import type { Entry } from '../../../src/kernel/record/format/entry.ts'
import type { recordEntries } from '../../../src/kernel/record/reading/commands.ts'
import { count } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { EntryDetails } from './entry-details.tsx'
import { shortHash } from './record-foot.tsx'

export type Row = z.output<typeof recordEntries.output>['rows'][number]

/** Entries of the record; each opens to its content and its proof. */
export function EntryRows({ rows, opened }: { readonly rows: readonly Row[]; readonly opened?: number | undefined }) {
  return (
    <ol className="entries">
      {rows.map((row) => (
        <EntryRow key={row.leafIndex} row={row} isOpened={row.leafIndex === opened} />
      ))}
    </ol>
  )
}

function EntryRow({ row, isOpened }: { readonly row: Row; readonly isOpened: boolean }) {
  const [isOpen, setOpen] = useState(isOpened)
  const entry = row.entry as Entry
  return (
    <li data-row="">
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="mono">{count(row.leafIndex)}</span>
          <span className="mono quiet">{entry.at.replace('T', ' ').replace('Z', '')}</span>
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

/** A subject with the ends of its id. */
function shortSubject(subject: string): string {
  const [kind = '', id = ''] = subject.split('/')
  return id.length > 16 ? `${kind}/${id.slice(0, 8)}…${id.slice(-4)}` : subject
}

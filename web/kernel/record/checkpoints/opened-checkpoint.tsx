import { useQuery } from '@tanstack/react-query'
import { call } from '../../../../src/kernel/client/call.ts'
import { recordCheckpoint } from '../../../../src/kernel/record/reading/commands.ts'
import { CallRefused, here } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { count } from '../../../lib/formats.ts'
import { say } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Sheet } from '../../../ui/page.tsx'
import type { ReadNote } from '../checking.ts'
import { NoteSigners } from './note-signers.tsx'

/** One checkpoint: the note as it was signed, and whose signatures under it hold. */
export function OpenedCheckpoint({ size }: { readonly size: number }) {
  const { engagementId } = useThisEngagement()
  const title = say('checkpoint.title', { entries: count(size) })
  const query = useQuery({
    queryKey: [engagementId, 'record-checkpoint', 'read', size],
    queryFn: async (): Promise<ReadNote | string> => {
      const [{ readNote }, { note }] = await Promise.all([
        import('../checking.ts'),
        call(here, recordCheckpoint, { engagementId, size }),
      ])
      return readNote(engagementId, note).catch((error: unknown) => {
        if (error instanceof CallRefused || !(error instanceof Error)) throw error
        return error.message
      })
    },
  })
  return (
    <Sheet title={title}>
      <Asked query={query} what={title}>
        {(read) =>
          typeof read === 'string' ? (
            <p className="notice bad" role="alert">
              {say('checkpoint.broken', { message: read })}
            </p>
          ) : (
            <>
              <p className="notice" role="status">
                {say('checkpoint.holds', { entries: count(read.treeSize) })}
              </p>
              <pre className="entry wraps" tabIndex={0} aria-label={say('checkpoint.note')}>
                {read.note}
              </pre>
              <Copy text={read.note} what={say('checkpoint.note')} />
              <h3>{say('checkpoint.signers')}</h3>
              <NoteSigners checked={read} />
              <h3>{say('checkpoint.log-key')}</h3>
              <p className="small muted">{say('checkpoint.log-key.why')}</p>
              <p>
                <code className="mono hash">{read.logKey}</code>{' '}
                <Copy text={read.logKey} what={say('checkpoint.log-key')} />
              </p>
            </>
          )
        }
      </Asked>
    </Sheet>
  )
}

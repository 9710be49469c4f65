import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { recordCheckpoint, recordWitnesses } from '../../../../src/kernel/record/reading/commands.ts'
import { asking, CallRefused } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { count } from '../../../lib/formats.ts'
import { say } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Choice } from '../../../ui/field.tsx'
import type { Checked, Leaf, Step } from '../checking.ts'
import { NoteSigners } from '../checkpoints/note-signers.tsx'
import { shortHash } from '../record-foot.tsx'

const route = getRouteApi('/e/$engagementId/record/entry/$leafIndex')

/** An entry's place in the tree of a checkpoint, computed and shown step by step by this browser. */
export function EntryProof({ leaf }: { readonly leaf: Leaf }) {
  const { engagementId } = useThisEngagement()
  const { size } = route.useSearch()
  const query = useQuery({
    queryKey: [engagementId, 'entry-proof', leaf.leafIndex, size],
    // The code that reads bytes and trees is needed only by those who check. What does not hold is an answer as well.
    queryFn: async () => {
      const { checkEntry } = await import('../checking.ts')
      return checkEntry(engagementId, leaf, size === undefined ? undefined : Number(size)).catch((error: unknown) => {
        if (error instanceof CallRefused || !(error instanceof Error)) throw error
        return error.message
      })
    },
    staleTime: Infinity,
  })
  return (
    <>
      <CheckpointChoice leaf={leaf} />
      <Asked query={query} what={say('entry.proof')}>
        {(checked) =>
          typeof checked === 'string' ? (
            <p className="notice bad" role="alert">
              {say('entry.broken', { message: checked })}
            </p>
          ) : (
            <Proof leaf={leaf} checked={checked} />
          )
        }
      </Asked>
    </>
  )
}

/** In which checkpoint the entry is looked for: the one that gave it its place, the newest, or one of a witness. */
function CheckpointChoice({ leaf }: { readonly leaf: Leaf }) {
  const { engagementId } = useThisEngagement()
  const { size } = route.useSearch()
  const navigate = useNavigate({ from: '/e/$engagementId/record/entry/$leafIndex' })
  const newest = useQuery(asking(recordCheckpoint, { engagementId })).data
  const witnesses = useQuery(asking(recordWitnesses, { engagementId })).data?.rows ?? []
  const choices = new Map([['', say('entry.in-first')]])
  for (const { witness, last } of witnesses) {
    if (last === null || last.treeSize <= leaf.leafIndex) continue
    choices.set(String(last.treeSize), say('entry.in-witnessed', { size: count(last.treeSize), witness }))
  }
  if (newest !== undefined) {
    choices.set(String(newest.treeSize), say('entry.in-newest', { size: count(newest.treeSize) }))
  }
  if (size !== undefined && !choices.has(size)) choices.set(size, say('record.of-size', { entries: Number(size) }))
  return (
    <Choice
      label={say('entry.in-which')}
      value={size ?? ''}
      choices={[...choices].map(([value, text]) => ({ value, text }))}
      onChoose={(chosen) => void navigate({ search: chosen === '' ? {} : { size: chosen }, replace: true })}
    />
  )
}

function Proof({ leaf, checked }: { readonly leaf: Leaf; readonly checked: Checked }) {
  const { engagementId } = useThisEngagement()
  const { isIn, leafHash, bytes, steps, checkpoint } = checked
  return (
    <>
      <p className={isIn ? 'notice' : 'notice bad'} role="status">
        {say(isIn ? 'entry.in' : 'entry.not-in', {
          index: count(leaf.leafIndex),
          entries: count(checkpoint.treeSize),
          steps: steps.length,
          leaf: shortHash(leafHash),
          root: shortHash(checkpoint.root),
        })}
      </p>
      <h3>{say('entry.canonical')}</h3>
      <pre className="entry wraps" tabIndex={0} aria-label={say('entry.bytes', { index: leaf.leafIndex })}>
        {bytes}
      </pre>
      <Copy text={bytes} what={say('entry.canonical')} />
      <h3>{say('entry.leaf')}</h3>
      <Hash hash={leafHash} what={say('entry.leaf')} />
      <h3>{say('entry.path')}</h3>
      <ol className="path">
        {steps.map((step) => (
          <PathStep key={step.hash} step={step} />
        ))}
      </ol>
      <h3>{say('entry.root')}</h3>
      <Hash hash={checkpoint.root} what={say('entry.root')} />
      <h3>{say('entry.checkpoint')}</h3>
      <p className="small">
        <Link
          to="/e/$engagementId/record/checkpoints"
          params={{ engagementId }}
          search={{ size: String(checkpoint.treeSize) }}
        >
          {say('checkpoint.title', { entries: count(checkpoint.treeSize) })}
        </Link>
      </p>
      <NoteSigners checked={checkpoint} />
    </>
  )
}

function PathStep({ step: { hash, side, first, last } }: { readonly step: Step }) {
  const values = { first: count(first), last: count(last) }
  return (
    <li>
      <span className="small quiet">
        {say(side === 'left' ? 'entry.step.left' : 'entry.step.right')}{' '}
        {first === last ? say('entry.step.one', values) : say('entry.step.many', values)}
      </span>
      <br />
      <code className="mono hash">{hash}</code>
    </li>
  )
}

function Hash({ hash, what }: { readonly hash: string; readonly what: string }) {
  return (
    <p>
      <code className="mono hash">{hash}</code> <Copy text={hash} what={what} />
    </p>
  )
}

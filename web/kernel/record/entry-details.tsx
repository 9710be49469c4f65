import { useMutation } from '@tanstack/react-query'
import { useThisEngagement } from '../../lib/engagement.ts'
import { count } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { ButtonLink } from '../../ui/links.tsx'
import { Problem } from '../../ui/problem.tsx'
import type { Leaf } from './checking.ts'
import { shortHash } from './record-foot.tsx'

/** An entry as it stands in the record, and the check of its place there, which this browser makes for itself. */
export function EntryDetails({ leaf }: { readonly leaf: Leaf }) {
  const { engagementId } = useThisEngagement()
  const check = useMutation({
    // The code that reads bytes and trees is needed only by those who check.
    mutationFn: async () => {
      const { checkEntry } = await import('./checking.ts')
      return checkEntry(engagementId, leaf)
    },
  })
  return (
    <>
      <pre className="entry" tabIndex={0} aria-label={say('entry.bytes', { index: leaf.leafIndex })}>
        {JSON.stringify(leaf.entry, null, 2)}
      </pre>
      <Button onClick={() => check.mutate()}>{say(check.isPending ? 'entry.checking' : 'entry.check')}</Button>{' '}
      <ButtonLink
        to="/e/$engagementId/record/entry/$leafIndex"
        params={{ engagementId, leafIndex: String(leaf.leafIndex) }}
      >
        {say('entry.open', { index: count(leaf.leafIndex) })}
      </ButtonLink>
      {check.error === null ? null : <Problem error={check.error} />}
      {check.data === undefined ? null : (
        <p className={check.data.isIn ? 'notice' : 'notice bad'} role="status">
          {say(check.data.isIn ? 'entry.in' : 'entry.not-in', {
            index: count(leaf.leafIndex),
            entries: count(check.data.checkpoint.treeSize),
            steps: check.data.steps.length,
            leaf: shortHash(check.data.leafHash),
            root: shortHash(check.data.checkpoint.root),
          })}
        </p>
      )}
    </>
  )
}

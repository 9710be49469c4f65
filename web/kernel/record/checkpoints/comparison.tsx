import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { CallRefused } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { count } from '../../../lib/formats.ts'
import { say } from '../../../lib/words.ts'
import { Asked } from '../../../ui/asked.tsx'
import { Sheet } from '../../../ui/page.tsx'
import type { Compared } from '../checking.ts'
import { shortHash } from '../record-foot.tsx'

const route = getRouteApi('/e/$engagementId/record/checkpoints')

/** Two checkpoints that the reader chose, held against each other by this browser. */
export function Comparison() {
  const { engagementId } = useThisEngagement()
  const search = route.useSearch()
  const { from, to } = search
  if (from === undefined && to === undefined) return null
  const chosen = [from, to].map((size) => (size === undefined ? say('compare.other') : count(Number(size))))
  const none = { ...search, from: undefined, to: undefined }
  return (
    <Sheet title={say('compare.title', { from: chosen[0] ?? '', to: chosen[1] ?? '' })}>
      {from === undefined || to === undefined ? (
        <p>{say('compare.choose')}</p>
      ) : (
        <Result from={Math.min(Number(from), Number(to))} to={Math.max(Number(from), Number(to))} />
      )}
      <p className="small">
        <Link to="/e/$engagementId/record/checkpoints" params={{ engagementId }} search={none}>
          {say('compare.end')}
        </Link>
      </p>
    </Sheet>
  )
}

function Result({ from, to }: { readonly from: number; readonly to: number }) {
  const { engagementId } = useThisEngagement()
  const query = useQuery({
    queryKey: [engagementId, 'comparison', from, to],
    queryFn: async (): Promise<Compared | string> => {
      const { compareCheckpoints } = await import('../checking.ts')
      return compareCheckpoints(engagementId, from, to).catch((error: unknown) => {
        if (error instanceof CallRefused || !(error instanceof Error)) throw error
        return error.message
      })
    },
    staleTime: Infinity,
  })
  return (
    <Asked query={query} what={say('compare.proof')}>
      {(compared) =>
        typeof compared === 'string' ? (
          <p className="notice bad" role="alert">
            {say('checkpoint.broken', { message: compared })}
          </p>
        ) : (
          <>
            <p className={compared.holds ? 'notice' : 'notice bad'} role="status">
              {say(compared.holds ? 'compare.holds' : 'compare.broken', {
                from: count(from),
                to: count(to),
                older: shortHash(compared.older.root),
                newer: shortHash(compared.newer.root),
                steps: compared.proof.length,
              })}
            </p>
            <details>
              <summary>{say('compare.proof')}</summary>
              <ol className="path">
                {compared.proof.map((hash) => (
                  <li key={hash}>
                    <code className="mono hash">{hash}</code>
                  </li>
                ))}
              </ol>
            </details>
          </>
        )
      }
    </Asked>
  )
}

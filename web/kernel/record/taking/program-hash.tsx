import { useQuery } from '@tanstack/react-query'
import { say } from '../../../lib/words.ts'
import { Copy } from '../../../ui/copy.tsx'

/** The SHA-256 of a program as this server hands it out, computed here from what came. */
export function ProgramHash({ program }: { readonly program: string }) {
  const { data } = useQuery({
    queryKey: ['directory', 'program', program],
    queryFn: async ({ signal }) => {
      const [{ sha256, toHex }, response] = await Promise.all([
        import('../../../../src/kernel/record/format/digest.ts'),
        fetch(`/programs/${program}`, { signal }),
      ])
      if (!response.ok) throw new Error(`The server does not hand out ${program}.`)
      return toHex(sha256(new Uint8Array(await response.arrayBuffer())))
    },
    staleTime: 300_000,
  })
  if (data === undefined) return null
  return (
    <span className="program-hash">
      {say('program.sha256')} <code className="mono hash">{data}</code>{' '}
      <Copy text={data} what={say('program.sha256-of', { program })} />
    </span>
  )
}

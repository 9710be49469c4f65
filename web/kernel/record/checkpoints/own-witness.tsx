import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { registerWitness } from '../../../../src/kernel/record/reading/commands.ts'
import { here, send } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { mayUse, useSelf } from '../../../lib/session.ts'
import { say } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Field } from '../../../ui/field.tsx'
import { Sheet } from '../../../ui/page.tsx'
import { Problem } from '../../../ui/problem.tsx'
import { ProgramHash } from '../taking/program-hash.tsx'

const program = 'counterpart-witness.mjs'

/** How a party runs a witness of its own: the program, its key, its registration, and the command to repeat. */
export function OwnWitness() {
  const engagement = useThisEngagement()
  const { engagementId } = engagement
  const self = useSelf()
  const logKey = useQuery({
    queryKey: [engagementId, 'log-key'],
    queryFn: async () => (await import('../checking.ts')).logKeyOf(engagementId),
    staleTime: Infinity,
  }).data
  const makeKey = `node ${program} --new-key example.org/witness --key witness.key`
  const run = [
    `node ${program} --state witness.json --key witness.key`,
    `--log-key '${logKey ?? '…'}' --origin 'counterpart/${engagementId}'`,
    `--url ${here.url}/api/engagements/${engagementId}/record --token-file token`,
  ].join(' \\\n  ')
  return (
    <Sheet title={say('own-witness')}>
      <p className="small muted">{say('own-witness.why')}</p>
      <ol className="small steps">
        <li>
          <a className="inline" href={`/programs/${program}`} download={program}>
            {say('own-witness.program')}
          </a>
          <ProgramHash program={program} />
        </li>
        <li>
          {say('own-witness.new-key')}
          <Command text={makeKey} what={say('own-witness.new-key.command')} />
        </li>
        <li>
          {say('own-witness.register')}
          {mayUse(registerWitness, self, engagement) ? <Registration /> : null}
        </li>
        <li>
          {say('own-witness.run')}
          <Command text={run} what={say('own-witness.run.command')} />
        </li>
      </ol>
    </Sheet>
  )
}

function Command({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <>
      <pre className="entry wraps" tabIndex={0} aria-label={what}>
        {text}
      </pre>
      <Copy text={text} what={what} />
    </>
  )
}

function Registration() {
  const { engagementId } = useThisEngagement()
  const [verifierKey, setKey] = useState('')
  const register = useMutation({
    mutationFn: () => send(registerWitness, { engagementId, verifierKey: verifierKey.trim() }, crypto.randomUUID()),
    onSuccess: () => setKey(''),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        register.mutate()
      }}
    >
      <Field label={say('own-witness.key')}>
        {(ids) => (
          <input
            {...ids}
            required
            value={verifierKey}
            onChange={({ target }) => setKey(target.value)}
            spellCheck={false}
          />
        )}
      </Field>
      <Button type="submit">{say('own-witness.register.act')}</Button>
      {register.error === null ? null : <Problem error={register.error} />}
      {register.data === undefined ? null : (
        <p role="status">{say('own-witness.registered', { witness: register.data.witness })}</p>
      )}
    </form>
  )
}

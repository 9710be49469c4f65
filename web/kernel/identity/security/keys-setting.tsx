import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { createApiKey, endCredential } from '../../../../src/kernel/identity/commands.ts'
import { send } from '../../../lib/calling.ts'
import { moment } from '../../../lib/formats.ts'
import { useSelf } from '../../../lib/session.ts'
import { say } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Choice, Field } from '../../../ui/field.tsx'
import { Problem } from '../../../ui/problem.tsx'
import { Setting } from '../../../ui/setting.tsx'
import { ShownOnce } from '../../../ui/shown-once.tsx'
import { Table } from '../../../ui/table.tsx'
import { When } from '../../../ui/when.tsx'
import { useForgetWays, zone, type Credential } from './ways.ts'

const lives = [30, 90, 365, 730] as const
const usualLife = 90

export function KeysSetting({ keys }: { readonly keys: readonly Credential[] }) {
  const forget = useForgetWays()
  const end = useMutation({
    mutationFn: (credentialId: string) => send(endCredential, { credentialId }, crypto.randomUUID()),
    onSuccess: forget,
  })
  return (
    <Setting title={say('keys.api')} what={say('keys.api.what')}>
      {keys.length === 0 ? (
        <p>{say('keys.api.none')}</p>
      ) : (
        <div className="table-beside">
          <Table
            caption={say('keys.api')}
            rows={keys}
            keyOf={({ credentialId }) => credentialId}
            columns={[
              { head: say('keys.api.label'), cell: ({ label }) => label },
              { head: say('keys.api.made'), cell: ({ createdAt }) => <When at={createdAt} zone={zone} /> },
              {
                head: say('keys.api.until'),
                cell: ({ expiresAt }) =>
                  expiresAt === null ? say('keys.api.no-end') : <When at={expiresAt} zone={zone} />,
              },
              {
                head: say('security.act'),
                cell: ({ credentialId, label }) => (
                  <Button aria-label={say('keys.api.end.of', { label })} onClick={() => end.mutate(credentialId)}>
                    {say('keys.api.end')}
                  </Button>
                ),
              },
            ]}
          />
        </div>
      )}
      {end.error === null ? null : <Problem error={end.error} />}
      <MakingKey />
    </Setting>
  )
}

function MakingKey() {
  const principalId = useSelf()?.principal.principalId ?? ''
  const forget = useForgetWays()
  const [label, setLabel] = useState('')
  const [life, setLife] = useState(String(usualLife))
  const make = useMutation({
    mutationFn: () => {
      const wanted = { principalId, credentialId: crypto.randomUUID(), label: label.trim() }
      return send(createApiKey, { ...wanted, expiresInDays: Number(life) }, crypto.randomUUID())
    },
    onSuccess: async () => {
      setLabel('')
      await forget()
    },
  })
  const isTyped = label.trim() !== ''
  const until = make.data === undefined ? '' : moment(make.data.expiresAt, zone)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (isTyped && !make.isPending) make.mutate()
      }}
    >
      {make.data === undefined ? null : (
        <ShownOnce
          key={make.data.credentialId}
          label={say('keys.api.secret')}
          hint={say('keys.api.secret.hint', { until, zone })}
          secret={make.data.secret}
        />
      )}
      {make.error === null ? null : <Problem error={make.error} />}
      <Field label={say('keys.api.label')} hint={say('keys.api.label.hint')}>
        {(ids) => (
          <input
            {...ids}
            value={label}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => setLabel(event.target.value)}
          />
        )}
      </Field>
      <Choice
        label={say('keys.api.life')}
        value={life}
        choices={lives.map((days) => ({ value: String(days), text: say('keys.api.days', { days }) }))}
        onChoose={setLife}
      />
      <Button type="submit" because={isTyped ? undefined : say('keys.api.first')}>
        {say(make.isPending ? 'confirm.busy' : 'keys.api.make')}
      </Button>
    </form>
  )
}

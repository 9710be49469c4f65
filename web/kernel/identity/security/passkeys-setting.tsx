import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import {
  beginPasskeyEnrolment,
  finishPasskeyEnrolment,
  removePasskey,
  renamePasskey,
} from '../../../../src/kernel/identity/passkeys/commands.ts'
import { send } from '../../../lib/calling.ts'
import { say } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Field } from '../../../ui/field.tsx'
import { Setting } from '../../../ui/setting.tsx'
import { Table } from '../../../ui/table.tsx'
import { When } from '../../../ui/when.tsx'
import { madePasskey, whyNoPasskeys } from '../browser-passkeys.ts'
import { Met } from '../passkey-sign-in.tsx'
import { useConfirming } from './confirming.tsx'
import { useForgetWays, zone, type Ways } from './ways.ts'

type Passkey = Ways['passkeys'][number]

export function PasskeysSetting({ ways }: { readonly ways: Ways }) {
  const forget = useForgetWays()
  const { run, dialog } = useConfirming()
  const [renamed, setRenamed] = useState<Passkey>()
  const whyNot = whyNoPasskeys()
  const add = useMutation({
    mutationFn: async () => {
      const { options } = await run(() => send(beginPasskeyEnrolment, {}, crypto.randomUUID()))
      const passkey = await madePasskey(options)
      const label = say('passkeys.label', { number: ways.passkeys.length + 1 })
      return send(finishPasskeyEnrolment, { passkey: passkey as never, label }, crypto.randomUUID())
    },
    onSuccess: async (card) => {
      await forget()
      setRenamed(card)
    },
  })
  const remove = useMutation({
    mutationFn: (passkeyId: string) => run(() => send(removePasskey, { passkeyId }, crypto.randomUUID())),
    onSuccess: forget,
  })
  const error = add.error ?? remove.error
  return (
    <Setting title={say('passkeys.title')} what={say('passkeys.what')}>
      {ways.passkeys.length === 0 ? (
        <p>{say('passkeys.none')}</p>
      ) : (
        <PasskeyTable
          rows={ways.passkeys}
          onRename={setRenamed}
          onRemove={(passkey) => remove.mutate(passkey.passkeyId)}
        />
      )}
      {renamed === undefined ? null : (
        <Renaming key={renamed.passkeyId} passkey={renamed} onDone={() => setRenamed(undefined)} />
      )}
      {error === null ? null : <Met error={error} />}
      <div className="actions">
        <Button because={whyNot} onClick={() => add.mutate()}>
          {say(add.isPending ? 'confirm.busy' : 'passkeys.add')}
        </Button>
      </div>
      {whyNot === undefined ? null : <p className="small quiet">{whyNot}</p>}
      {dialog}
    </Setting>
  )
}

interface TableProps {
  readonly rows: readonly Passkey[]
  readonly onRename: (passkey: Passkey) => void
  readonly onRemove: (passkey: Passkey) => void
}

function PasskeyTable({ rows, onRename, onRemove }: TableProps) {
  return (
    <div className="table-beside">
      <Table
        caption={say('passkeys.title')}
        rows={rows}
        keyOf={({ passkeyId }) => passkeyId}
        columns={[
          { head: say('passkeys.name'), cell: ({ label }) => label },
          { head: say('passkeys.site'), cell: ({ site }) => site },
          { head: say('passkeys.made'), cell: ({ createdAt }) => <When at={createdAt} zone={zone} /> },
          {
            head: say('passkeys.used'),
            cell: ({ usedAt }) => (usedAt === null ? say('passkeys.never') : <When at={usedAt} zone={zone} />),
          },
          {
            head: say('security.act'),
            cell: (row) => (
              <span className="row-actions">
                <Button aria-label={say('passkeys.rename.of', { label: row.label })} onClick={() => onRename(row)}>
                  {say('passkeys.rename')}
                </Button>
                <Button aria-label={say('passkeys.remove.of', { label: row.label })} onClick={() => onRemove(row)}>
                  {say('passkeys.remove')}
                </Button>
              </span>
            ),
          },
        ]}
      />
    </div>
  )
}

function Renaming({ passkey, onDone }: { readonly passkey: Passkey; readonly onDone: () => void }) {
  const forget = useForgetWays()
  const [label, setLabel] = useState(passkey.label)
  const rename = useMutation({
    mutationFn: () => send(renamePasskey, { passkeyId: passkey.passkeyId, label: label.trim() }, crypto.randomUUID()),
    onSuccess: async () => {
      await forget()
      onDone()
    },
  })
  const isTyped = label.trim() !== ''
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (isTyped && !rename.isPending) rename.mutate()
      }}
    >
      {rename.error === null ? null : <Met error={rename.error} />}
      <Field label={say('passkeys.rename.label')} hint={say('passkeys.rename.hint')}>
        {(ids) => (
          <input
            {...ids}
            value={label}
            maxLength={200}
            autoFocus
            autoComplete="off"
            onChange={(event) => setLabel(event.target.value)}
          />
        )}
      </Field>
      <div className="actions">
        <Button type="submit" because={isTyped ? undefined : say('passkeys.rename.first')}>
          {say('passkeys.rename.keep')}
        </Button>
      </div>
    </form>
  )
}

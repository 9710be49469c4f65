import { say, tell } from '../../../lib/words.ts'
import { Setting } from '../../../ui/setting.tsx'
import { When } from '../../../ui/when.tsx'
import { zone, type Ways } from './ways.ts'

/** The address that the reader signs in with. An administrator may change it, which its owner can see here. */
export function AddressSetting({ ways: { email, emailChangedAt } }: { readonly ways: Ways }) {
  return (
    <Setting title={say('security.address')} what={say('security.address.what')}>
      <p>{email ?? say('security.address.none')}</p>
      {emailChangedAt === null ? null : (
        <p className="small">{tell('security.address.changed', { when: <When at={emailChangedAt} zone={zone} /> })}</p>
      )}
    </Setting>
  )
}

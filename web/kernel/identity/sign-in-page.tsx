import { say } from '../../lib/words.ts'
import { Page } from '../../ui/page.tsx'
import { LinkSignIn } from './link-sign-in.tsx'
import { PasskeySignIn } from './passkey-sign-in.tsx'
import { PasswordSignIn } from './password-sign-in.tsx'

/** Who is nobody yet shows who they are: by password, by passkey, or by a link that an administrator made. */
export default function SignInPage() {
  return (
    <Page title={say('sign-in.title')}>
      <div className="ways narrow">
        <PasswordSignIn />
        <div className="aside-rule">
          <PasskeySignIn />
        </div>
        <LinkSignIn />
      </div>
    </Page>
  )
}

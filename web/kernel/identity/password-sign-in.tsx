import { useState, type FormEvent } from 'react'
import { say } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { Problem } from '../../ui/problem.tsx'
import { CodeField } from './code-field.tsx'
import { useEntering } from './entering.ts'

/** Address and password; where one-time codes are on, a second step asks for one. */
export function PasswordSignIn() {
  const { enter, error, isBusy, forget } = useEntering()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string>()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isBusy) return
    // A browser that fills in what it keeps may not have said so.
    const filled = new FormData(event.currentTarget)
    const textOf = (name: string, otherwise: string) => {
      const value = filled.get(name)
      return typeof value === 'string' ? value : otherwise
    }
    const typed = { email: textOf('email', email).trim(), password: textOf('password', password) }
    setEmail(typed.email)
    setPassword(typed.password)
    const shown = { ...typed, ...(code === undefined ? {} : { code }) }
    if ((await enter(shown)) !== 'code-needed') return
    forget()
    setCode('')
  }
  const back = () => {
    forget()
    setCode(undefined)
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      {error === undefined ? null : <Problem error={error} />}
      {code === undefined ? (
        <>
          <EmailField value={email} onChange={setEmail} />
          <PasswordField
            label={say('sign-in.password')}
            name="password"
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
          />
        </>
      ) : (
        <CodeField value={code} onChange={setCode} hint={say('sign-in.code.hint')} isFirst />
      )}
      <div className="actions">
        <Button type="submit" first because={code?.trim() === '' ? say('sign-in.code.first') : undefined}>
          {say(isBusy ? 'sign-in.busy' : 'sign-in.act')}
        </Button>
        {code === undefined ? null : <Button onClick={back}>{say('sign-in.back')}</Button>}
      </div>
    </form>
  )
}

function EmailField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <Field label={say('sign-in.email')}>
      {(ids) => (
        <input
          {...ids}
          type="email"
          name="email"
          required
          // The browser lists passkeys together with addresses.
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={320}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

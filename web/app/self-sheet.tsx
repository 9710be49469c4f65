import { useState } from 'react'
import { Dialog } from '@base-ui/react/dialog'
import { Link } from '@tanstack/react-router'
import { organisationPrincipals } from '../../src/kernel/identity/commands.ts'
import { useLeaving } from '../kernel/identity/leaving.ts'
import { keysAreOn, switchKeys } from '../lib/keys.ts'
import { chooseLanguage, languageChosen, languageNames, languages, useSpoken } from '../lib/language.ts'
import { mayUse, useSelf } from '../lib/session.ts'
import { showTheme, themeNow, themes } from '../lib/theme.ts'
import { say, wordFor } from '../lib/words.ts'
import { Button } from '../ui/button.tsx'
import { Problem } from '../ui/problem.tsx'
import { Switch } from '../ui/switch.tsx'

/** What belongs to this reader alone: appearance, keys, signing out. */
export default function SelfSheet({ onClose }: { readonly onClose: () => void }) {
  const self = useSelf()
  const [areKeysOn, setKeysOn] = useState(keysAreOn())
  const leave = useLeaving(onClose)
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog self-sheet">
          <Dialog.Title>{self?.principal.name ?? say('self.menu')}</Dialog.Title>
          <p className="small muted">{self?.organisation?.name}</p>
          <LanguageChoice />
          <ThemeChoice />
          <Switch
            label={say('self.keys')}
            isOn={areKeysOn}
            onSwitch={(on) => {
              setKeysOn(on)
              switchKeys(on)
            }}
          />
          <p className="small">
            <Link to="/settings/security" onClick={onClose}>
              {say('page.security')}
            </Link>
          </p>
          {mayUse(organisationPrincipals, self) && self?.principal.organisationId !== null ? (
            <p className="small">
              <Link to="/settings/people" onClick={onClose}>
                {say('page.people')}
              </Link>
            </p>
          ) : null}
          {leave.error === null ? null : <Problem error={leave.error} />}
          <div className="actions">
            <Button onClick={() => leave.mutate(true)}>{say('self.sign-out-everywhere')}</Button>
            <Button onClick={() => leave.mutate(false)}>{say('self.sign-out')}</Button>
            <Dialog.Close className="button first">{say('close')}</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** A change is heard at once: the page says its texts again, and what is typed in it stays. */
function LanguageChoice() {
  useSpoken()
  const [chosen, setChosen] = useState(languageChosen())
  return (
    <fieldset>
      <legend>{say('self.language')}</legend>
      {[null, ...languages].map((language) => (
        <label key={language ?? 'browser'} lang={language ?? undefined}>
          <input
            type="radio"
            className="check"
            name="language"
            checked={chosen === language}
            onChange={() => {
              setChosen(language)
              void chooseLanguage(language)
            }}
          />{' '}
          {language === null ? say('self.language.browser') : languageNames[language]}
        </label>
      ))}
    </fieldset>
  )
}

function ThemeChoice() {
  const [theme, setTheme] = useState(themeNow())
  return (
    <fieldset>
      <legend>{say('self.theme')}</legend>
      {themes.map((one) => (
        <label key={one}>
          <input
            type="radio"
            className="check"
            name="theme"
            checked={theme === one}
            onChange={() => {
              setTheme(one)
              showTheme(one)
            }}
          />{' '}
          {wordFor('self.theme', one)}
        </label>
      ))}
    </fieldset>
  )
}

import type { ErrorComponentProps } from '@tanstack/react-router'
import { say } from '../lib/words.ts'
import { Button } from '../ui/button.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'

export function Nowhere() {
  return (
    <Page title={say('nowhere.page')}>
      <p>{say('nowhere.page.why')}</p>
      <ButtonLink to="/">{say('nowhere.start')}</ButtonLink>
    </Page>
  )
}

/** A bug of the page: said plainly, with the way on. */
export function Broken({ error, reset }: ErrorComponentProps) {
  return (
    <main id="main">
      <Page title={say('broken.title')}>
        <p role="alert">{say('broken.why', { message: error instanceof Error ? error.message : String(error) })}</p>
        <Button onClick={reset}>{say('problem.again')}</Button>
      </Page>
    </main>
  )
}

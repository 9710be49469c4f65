import { useEffect, useEffectEvent, useState } from 'react'
import { beginPasskeySignIn } from '../../../src/kernel/identity/signing-in/commands.ts'
import { send } from '../../lib/calling.ts'
import { say } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Problem } from '../../ui/problem.tsx'
import {
  cancelPasskeys,
  offeredPasskey,
  offersPasskeys,
  PasskeyStopped,
  signedByPasskey,
  whyNoPasskeys,
} from './browser-passkeys.ts'
import { useEntering } from './entering.ts'

/** A request is good for five minutes; the one that waits under the address field is renewed before. */
const renewedAfterMillis = 240_000

/** Signing in by passkey: with a button, and in the list that the browser shows under the address. */
export function PasskeySignIn() {
  const { enter, error, isBusy } = useEntering()
  const [stopped, setStopped] = useState<Error>()
  const [round, setRound] = useState(0)
  const [isChoosing, setChoosing] = useState(false)
  const whyNot = whyNoPasskeys()
  // A browser carries out one request at a time: the button's takes the place of the one that waits under the field.
  useOffers(isChoosing ? undefined : round, async (passkey) => {
    if ((await enter({ passkey })) !== 'entered') setRound(round + 1)
  })
  const choose = async () => {
    setStopped(undefined)
    setChoosing(true)
    try {
      const { options } = await send(beginPasskeySignIn, {}, crypto.randomUUID())
      if ((await enter({ passkey: await signedByPasskey(options) })) === 'entered') return
    } catch (reason) {
      setStopped(reason instanceof Error ? reason : new Error(String(reason)))
    }
    setChoosing(false)
  }
  const met = stopped ?? error
  return (
    <div>
      {met === undefined ? null : <Met error={met} />}
      <Button because={whyNot} onClick={() => void choose()}>
        {say(isBusy ? 'sign-in.busy' : 'sign-in.passkey')}
      </Button>
      {whyNot === undefined ? null : <p className="small quiet">{whyNot}</p>}
    </div>
  )
}

/** What a request for a passkey met: the reader's own no is a note, anything else a problem. */
export function Met({ error }: { readonly error: Error }) {
  if (!(error instanceof PasskeyStopped)) return <Problem error={error} />
  return (
    <p className="notice" role="status">
      {error.message}
    </p>
  )
}

/** Keeps one offer open, a new one for each round; takes it back when the page goes, or there is to be none. */
function useOffers(round: number | undefined, chosen: (passkey: Signed) => Promise<void>): void {
  const enterBy = useEffectEvent(chosen)
  useEffect(() => {
    if (round === undefined) return undefined
    let isOver = false
    const begin = () =>
      void offerOnce(() => isOver).then((passkey) => (passkey === undefined ? undefined : enterBy(passkey)))
    begin()
    const timer = setInterval(begin, renewedAfterMillis)
    return () => {
      isOver = true
      clearInterval(timer)
      cancelPasskeys()
    }
  }, [round])
}

type Signed = NonNullable<Awaited<ReturnType<typeof offeredPasskey>>>

/** Waits for a passkey of the list. A browser or server that offers none leaves the other ways in as they are. */
async function offerOnce(isOver: () => boolean): Promise<Signed | undefined> {
  if (!(await offersPasskeys()) || isOver()) return undefined
  const asked = await send(beginPasskeySignIn, {}, crypto.randomUUID()).catch(() => undefined)
  if (asked === undefined || isOver()) return undefined
  const passkey = await offeredPasskey(asked.options)
  return isOver() ? undefined : passkey
}

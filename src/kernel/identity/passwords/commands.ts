import { z } from 'zod'
import { command } from '../../command.ts'
import { refusal } from '../../refusal.ts'
import { confirmFirst } from '../demanding.ts'
import { peopleOnly } from '../people-only.ts'

export const unfitPassword = refusal('unfit-password', 'invalid', 'This password is too easy to guess')
export const wrongPassword = refusal('wrong-password', 'invalid', 'This is not the password of now')

/** No upper limit of sense, only one that keeps a body small. */
export const Password = z.string().min(1).max(200)

export const setPassword = command({
  name: 'set-password',
  summary: 'Sets or changes the own password, by the present one or freshly signed in; other sessions end by a change.',
  path: '/me/password',
  input: z.object({ password: Password, present: Password.optional() }),
  output: z.object({ setAt: z.number(), sessionsEnded: z.number().int() }),
  refusals: [unfitPassword, wrongPassword, confirmFirst, peopleOnly],
  allow: { who: 'signed-in' },
  secret: true,
  examples: [{ password: 'four green boats' }],
})

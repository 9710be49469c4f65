import { z } from 'zod'
import { query } from '../../kernel/command.ts'
import { Decision } from './model.ts'

export const decisionsWaiting = query({
  name: 'decisions-waiting',
  summary: 'What waits for the caller to decide, by role, across engagements (at most 200), longest waiting first.',
  path: '/decisions-waiting',
  input: z.object({}),
  output: z.object({ rows: z.array(Decision) }),
  allow: { who: 'signed-in' },
})

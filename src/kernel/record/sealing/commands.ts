import { z } from 'zod'
import { command, EngagementInput } from '../../command.ts'
import { refusal } from '../../refusal.ts'

export const nothingToErase = refusal('nothing-to-erase', 'not-found', 'No personal value of this subject is kept')

/** A subject of personal values: `kind/id`. */
export const SubjectId = z
  .string()
  .regex(/^[a-z-]{1,40}\/[\w.-]{1,120}$/, 'is written kind/id, like work-item/<its id>')

export const eraseSubject = command({
  name: 'erase-subject',
  summary: 'Destroys the personal values about one person and the key they were sealed under; proofs stay valid.',
  path: '/engagements/{engagementId}/subjects/erasures',
  input: EngagementInput.extend({
    subjectId: SubjectId,
    ground: z.enum(['data-subject-request', 'retention-period-over', 'collected-in-error']),
  }),
  output: z.object({ subjectId: z.string(), valuesErased: z.number().int() }),
  refusals: [nothingToErase],
  allow: {
    who: 'members',
    roles: ['contract-officer', 'process-owner', 'delivery-manager'],
    party: 'either',
  },
  examples: [
    {
      engagementId: '0192f0c1-0000-7000-8000-00000000000e',
      subjectId: 'work-item/0192f0c1-0000-7000-8000-00000000000a',
      ground: 'data-subject-request',
    },
  ],
})

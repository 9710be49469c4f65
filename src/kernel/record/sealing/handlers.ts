import { forgetSealedAnswers } from '../../answers/store.ts'
import { bind, type Bound } from '../../handler.ts'
import { eraseSubject, nothingToErase } from './commands.ts'
import { destroySubject, lockSubjectKeys } from './store.ts'

export function sealingHandlers(): readonly Bound[] {
  return [
    bind(eraseSubject, async (context, input) => {
      const { tx, engagementId } = context
      const [key] = await lockSubjectKeys(tx, engagementId, [input.subjectId])
      if (key === undefined || key.wrappedKey === null)
        throw nothingToErase.because('Nothing is kept under this subject, or it was erased before.')
      const valuesErased = await destroySubject(tx, engagementId, input.subjectId, context.now)
      forgetSealedAnswers(tx, engagementId)
      // A subject is erased once: nothing is sealed under it again.
      const body = { ground: input.ground, values: valuesErased }
      context.record({
        type: 'erased',
        subject: `erasure/${input.subjectId.replace('/', '.')}`,
        subjectVersion: 1,
        body,
      })
      return { subjectId: input.subjectId, valuesErased }
    }),
  ]
}

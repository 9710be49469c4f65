import { everyFigure, type Figure } from '../../../src/terms/explanation.ts'
import type { ServiceLevelLine } from '../../../src/terms/statement.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { say, type WordKey } from '../../lib/words.ts'
import { FigureLink } from '../../ui/links.tsx'

interface Props {
  readonly month: string
  readonly level: Pick<ServiceLevelLine, 'id' | 'name' | 'state'>
  readonly figures: readonly Figure[]
}

/** What decides about the credit of a level beside its state: a trigger that looks back, and the grace at the start. */
export function CreditNotes({ month, level, figures }: Props) {
  const { engagementId } = useThisEngagement()
  const notes = notesOf(level, figures)
  if (notes.length === 0) return null
  return (
    <div className="small quiet">
      {notes.map(({ ev, word }) => (
        <FigureLink
          key={ev}
          to="/e/$engagementId/govern/statement"
          params={{ engagementId }}
          search={{ month, ev }}
          aria-label={say('levels.why', { name: level.name, what: say(word) })}
        >
          {say(word)}
        </FigureLink>
      ))}
    </div>
  )
}

/** Grace comes first: within it no trigger earns anything. A level that is met has nothing to say about a credit. */
function notesOf({ id, state }: Props['level'], figures: Props['figures']): { ev: string; word: WordKey }[] {
  const own = figures.find((figure) => figure.id === `serviceLevels/${id}/state`)
  const of = (part: string) =>
    everyFigure(own?.parts ?? []).find((figure) => figure.id === `serviceLevels/${id}/${part}`)
  const isMissed = state === 'missed-expected' || state === 'missed-minimum'
  const grace = of('grace')
  if (grace !== undefined && isMissed) return [{ ev: grace.id, word: 'levels.grace' }]
  const trigger = of('trigger')
  if (trigger === undefined || (!isMissed && trigger.value !== 'fulfilled')) return []
  return [
    {
      ev: trigger.id,
      word: trigger.value === 'fulfilled' ? 'levels.trigger-fulfilled' : 'levels.trigger-not-fulfilled',
    },
  ]
}

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { agreedTerms } from '../../../src/contract/agreements/commands.ts'
import { workItem } from '../../../src/deliver/work-items/commands.ts'
import type { ItemEvent } from '../../../src/deliver/work-items/model.ts'
import { systemClock } from '../../../src/kernel/time/clock.ts'
import { parseInstant } from '../../../src/kernel/time/instant.ts'
import type { Period } from '../../../src/terms/statement.ts'
import { asking } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { capitalised, dateIn, openTime } from '../../lib/formats.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Sheet } from '../../ui/page.tsx'
import { When } from '../../ui/when.tsx'
import { clockStory, levelsOf, type Story } from './clock-story.ts'

interface Props {
  readonly workItemId: string
  /** The month whose end is the last instant that counts; left out, it is now. */
  readonly until?: Period
  /** The figure that led here: its service level's clock is shown first. */
  readonly figureId?: string | undefined
}

/** What happened to an item, and what its clock did: each minute has an owner. */
export default function ItemClock({ workItemId, until, figureId }: Props) {
  const { engagementId, client } = useThisEngagement()
  const item = useQuery(asking(workItem, { engagementId, workItemId }))
  const zone = until?.zone ?? client.zone
  const from = until === undefined ? (item.data?.item.receivedAt ?? systemClock.now()) : parseInstant(until.from)
  const isKnown = until !== undefined || item.data !== undefined
  const at = dateIn(from, zone)
  const terms = useQuery({ ...asking(agreedTerms, { engagementId, at }), enabled: isKnown, staleTime: Infinity })
  const end = Math.min(systemClock.now(), until === undefined ? Infinity : parseInstant(until.to))
  return (
    <Asked query={item} what={say('clock.story')}>
      {({ item: { reference }, events }) => (
        <Asked query={terms} what={say('page.terms')}>
          {({ terms: source }) => (
            <Clocks
              reference={reference}
              stories={storiesOf(source, events, end, levelIn(figureId))}
              zone={zone}
              isAlone={until === undefined}
            />
          )}
        </Asked>
      )}
    </Asked>
  )
}

function levelIn(figureId: string | undefined): string | undefined {
  return /^(?:serviceLevels|credits)\/([^/]+)/.exec(figureId ?? '')?.[1]
}

/** The clock of the level that led here, or those of all levels that this item has ever started. */
function storiesOf(source: unknown, events: readonly ItemEvent[], until: number, levelId: string | undefined) {
  const ids = levelId === undefined ? levelsOf(source).map(({ id }) => id) : [levelId]
  return ids
    .map((id) => clockStory(source, id, events, until))
    .filter((story) => story !== undefined)
    .filter((story) => levelId !== undefined || story.verdict !== 'not-started')
}

interface ClocksProps {
  readonly reference: string
  readonly stories: readonly Story[]
  readonly zone: string
  readonly isAlone: boolean
}

function Clocks({ reference, stories, zone, isAlone }: ClocksProps) {
  const { engagementId } = useThisEngagement()
  if (stories.length === 0) return <p className="small muted">{say('clock.none')}</p>
  return stories.map((story) => (
    <Sheet
      key={story.levelId}
      title={say(isAlone ? 'clock.of-level' : 'clock.what-happened', { reference, level: story.levelName })}
    >
      <p className="small muted">
        {ruleText(story)} <strong>{wordFor('clock.verdict', story.verdict)}</strong>,{' '}
        {say('clock.counted', { counted: openTime(story.countedMillis) })}
      </p>
      <StoryTable story={story} zone={zone} />
      {isAlone ? null : (
        <p className="small">
          <Link to="/e/$engagementId/i/$reference" params={{ engagementId, reference }}>
            {say('clock.whole-item', { reference })}
          </Link>
        </p>
      )}
    </Sheet>
  ))
}

function ruleText({ within, calendar, clause, zone }: Story): string {
  return say('clock.rule', { within, calendar, clause, zone })
}

function StoryTable({ story, zone }: { readonly story: Story; readonly zone: string }) {
  return (
    <table>
      <caption className="unseen">{say('clock.story')}</caption>
      <thead className="unseen">
        <tr>
          <th scope="col">{say('clock.when')}</th>
          <th scope="col">{say('clock.happened')}</th>
          <th scope="col">{say('clock.did')}</th>
        </tr>
      </thead>
      <tbody>
        {story.rows.map((row) => (
          <tr key={`${row.at}`}>
            <td className="mono when">
              <When at={row.at} zone={zone} />
            </td>
            <td>{happened(row)}</td>
            <td className="quiet">
              {row.events.length === 0 ? '' : row.clock.map((what) => clockWord(what)).join(', ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function happened({ events, clock, owner }: Story['rows'][number]): string {
  if (events.length > 0) return events.map((name) => wordFor('event', name)).join(', ')
  const told = capitalised(clock.map((what) => clockWord(what)).join(', '))
  return owner === undefined || owner === 'provider'
    ? told
    : say('clock.owned', { told, owner: wordFor('owner', owner) })
}

function clockWord(what: string): string {
  return wordFor('clock.what', what.replaceAll(' ', '-'))
}

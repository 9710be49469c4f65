import type { ReactNode } from 'react'
import { standingOf } from '../../govern/statements/level-standing.ts'
import { money, monthName } from '../../lib/formats.ts'
import type { Engagement } from '../../lib/session.ts'
import { say } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { StateMark } from '../../ui/glyph.tsx'
import { FigureLink } from '../../ui/links.tsx'
import type { ShownMonth, Standing } from './portfolio-standings.ts'

interface Props {
  readonly engagement: Engagement
  readonly standing: Standing
}

const nothing = '–'

/** The stage that is going on: without agreed terms the contract is made, with them the work is delivered. */
export function StageCell({ standing }: Pick<Props, 'standing'>) {
  if (standing.state === 'waiting' || standing.state === 'failed') return say('portfolio.unknown')
  if (standing.state === 'not-for-role') return nothing
  return say(standing.state === 'no-terms' ? 'stage.contract' : 'stage.deliver')
}

/** The month whose figures stand in the row, or why there are none. */
export function MonthCell({ engagement, standing }: Props) {
  switch (standing.state) {
    case 'waiting':
      return <span className="quiet">{standing.month === undefined ? '…' : monthName(standing.month)}</span>
    case 'not-for-role':
      return <span className="quiet">{say('portfolio.not-for-role')}</span>
    case 'no-terms':
      return <span className="quiet">{say('portfolio.no-terms')}</span>
    case 'failed':
      return (
        <span role="alert">
          {standing.error.message}{' '}
          <Button onClick={() => void standing.again()} aria-label={say('portfolio.again', { name: engagement.name })}>
            {say('problem.again')}
          </Button>
        </span>
      )
    case 'known':
      return `${monthName(standing.shown.month)}, ${say(`month.${standing.shown.state}`)}`
  }
}

/** How many of the measured levels are on track; it leads to all of them. */
export function LevelsCell({ engagement, standing }: Props) {
  if (standing.state !== 'known') return nothing
  const { levels, met } = levelsOf(standing.shown)
  if (levels === 0) return say('portfolio.none-measured')
  return (
    <Figure
      engagement={engagement}
      shown={standing.shown}
      label={say('portfolio.levels.of', { met, levels, name: engagement.name })}
    >
      {say('levels.of', { part: met, whole: levels })}
    </Figure>
  )
}

/** The levels that are below their target by name, each with the way to how it came about. */
export function MissedCell({ engagement, standing }: Props) {
  if (standing.state !== 'known') return nothing
  const { shown } = standing
  const missed = shown.statement.serviceLevels.filter(({ state }) => state.startsWith('missed'))
  if (missed.length === 0) return <span className="quiet">{say('portfolio.nothing')}</span>
  return (
    <ul className="marks">
      {missed.map((level) => (
        <li key={level.id}>
          <StateMark tone={toneOf(shown, level)}>
            <Figure engagement={engagement} shown={shown} ev={level.figures.attainment}>
              {level.name}
            </Figure>
          </StateMark>
        </li>
      ))}
    </ul>
  )
}

/** What is credited in the month so far. */
export function CreditCell({ engagement, standing }: Props) {
  if (standing.state !== 'known') return nothing
  const { currency, totals } = standing.shown.statement
  const credit = money(totals.creditsMinor, currency)
  const label = say('portfolio.credit.of', { credit, name: engagement.name })
  return (
    <Figure engagement={engagement} shown={standing.shown} ev={totals.figures.credits} label={label}>
      {credit}
    </Figure>
  )
}

/** At risk where the level is met if everything that is not due yet is done in time; otherwise it has missed. */
function toneOf({ state, outlook }: ShownMonth, level: ShownMonth['statement']['serviceLevels'][number]) {
  return standingOf(
    level,
    state === 'open',
    outlook.find(({ id }) => id === level.id),
  ).tone
}

interface FigureProps {
  readonly engagement: Engagement
  readonly shown: ShownMonth
  readonly ev?: string
  readonly label?: string
  readonly children: ReactNode
}

function Figure({ engagement, shown, ev, label, children }: FigureProps) {
  const { engagementId } = engagement
  const search = ev === undefined ? { month: shown.month } : { month: shown.month, ev }
  return (
    <FigureLink to="/e/$engagementId/govern/statement" params={{ engagementId }} search={search} aria-label={label}>
      {children}
    </FigureLink>
  )
}

function levelsOf({ statement: { serviceLevels } }: ShownMonth) {
  const measured = serviceLevels.filter(({ denominator }) => denominator > 0)
  return { levels: measured.length, met: measured.filter(({ state }) => state === 'met').length }
}

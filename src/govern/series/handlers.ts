import { findAgreedTerms } from '../../contract/agreements/agreed-terms.ts'
import { noAgreedTerms } from '../../contract/agreements/commands.ts'
import { bind, type Bound, type Context } from '../../kernel/handler.ts'
import { cursorOf, positionOf } from '../../kernel/paging.ts'
import { parseTerms } from '../../terms/model.ts'
import { seriesOf } from '../../terms/settling/series-of.ts'
import { confirmSeriesValue, noSuchSeries, seriesValues, stateSeriesValue } from './commands.ts'
import type { SeriesValue } from './model.ts'
import { confirm, state, type Speaker, type Standing } from './stating.ts'
import * as store from './store.ts'

interface Asked {
  readonly series: string
  readonly period: string
  readonly value: string
}

export function seriesHandlers(): readonly Bound[] {
  return [
    bind(stateSeriesValue, async (context, asked) => {
      await requireUsed(context, asked.series)
      return move(context, asked, 'stated')
    }),
    bind(confirmSeriesValue, (context, asked) => move(context, asked, 'confirmed')),
    bind(seriesValues, async ({ tx, engagementId }, { cursor, limit }) => {
      const [series = '', period = ''] = positionOf(cursor, 2)
      const found = await store.listValues(tx, engagementId, { series, period }, limit + 1)
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const nextCursor = found.length > limit && last ? cursorOf([last.series, last.period]) : null
      return { rows: page.map(shown), nextCursor }
    }),
  ]
}

/** A value that no price follows would be a number that nobody reads: it is a slip in the name. */
async function requireUsed({ tx, engagementId, now }: Context, series: string): Promise<void> {
  const agreed = await findAgreedTerms(tx, engagementId, now)
  if (agreed === undefined) throw noAgreedTerms.because('No agreement of both parties is in force now.')
  const names = seriesOf(parseTerms(agreed.terms))
  if (names.includes(series)) return
  const known = names.length === 0 ? 'They use none.' : `They use: ${names.join(', ')}.`
  throw noSuchSeries.because(`series: the agreed terms have no "${series}". ${known}`)
}

/** Lock, decide, record, store: the event `series-value`, which settling reads, is told by the confirmation alone. */
async function move(context: Context, { series, period, value }: Asked, how: 'stated' | 'confirmed') {
  const { tx, engagementId, now } = context
  const version = (await store.lockSeries(tx, engagementId, series)) + 1
  const before = await store.findValue(tx, engagementId, series, period)
  const by = speakerOf(context)
  const after = how === 'stated' ? state(before, value, by, now) : confirm(before, value, by, now)
  const told = { period, value, party: by.party }
  context.record({
    type: `series-value-${how}`,
    subject: `series/${series}`,
    subjectVersion: version,
    body: how === 'confirmed' ? { ...told, event: 'series-value' } : told,
  })
  store.countEntry(tx, engagementId, series, version)
  store.keepValue(tx, engagementId, after, how === 'stated' ? context.principal.id : null)
  if (how === 'confirmed') store.insertConfirmation(tx, engagementId, { series, version, period, value })
  return shown(after)
}

function speakerOf(context: Context): Speaker {
  const party = context.membership?.party
  if (party !== 'client' && party !== 'provider') throw new Error('A member of neither party came past the door.')
  return { party, organisationId: context.principal.organisationId }
}

function shown(standing: Standing): SeriesValue {
  const { series, period, confirmed, confirmedAt, stated, statedParty, statedAt } = standing
  return { series, period, confirmed, confirmedAt, stated, statedParty, statedAt }
}

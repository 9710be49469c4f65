import type { ReactNode } from 'react'
import type { CreditLine, Statement } from '../../../src/terms/statement.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { amount, count, exactText, monthShort } from '../../lib/formats.ts'
import { say, tell } from '../../lib/words.ts'
import { FigureLink } from '../../ui/links.tsx'
import { Sheet } from '../../ui/page.tsx'
import { Pairs, type Pair } from '../../ui/pairs.tsx'
import { chargedIn, shareIn } from './evidence/figure-within.ts'

/** Opens a figure: its id, of what it is the number, and the number as it is read. */
type Open = (ev: string, name: string, text: string) => ReactNode

interface SheetProps {
  readonly title: string
  readonly statement: Statement
}

/** Charges, credits and what is payable; each amount leads to how it came about. */
export function ChargeSheet({ title, statement }: SheetProps) {
  const { totals, currency, deferral, cashWithinDays } = statement
  const { engagementId } = useThisEngagement()
  const { month } = statement.period
  const open: Open = (ev, name, text) => (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ev }}
      aria-label={say('charge.open', { name, amount: text })}
    >
      {text}
    </FigureLink>
  )
  const payable = say('charge.payable', { currency })
  const pairs: readonly Pair[] = [
    ...chargePairs(statement, open),
    ...creditPairs(statement, open),
    ...laterPairs(statement, open),
    {
      key: 'net',
      name: payable,
      value: open(totals.figures.net, payable, amount(totals.netMinor, currency)),
      isTotal: true,
    },
  ]
  const deducted = totals.figures.deducted
  return (
    <Sheet title={title}>
      <Pairs pairs={pairs} />
      {deferral === undefined || deducted === undefined ? null : (
        <p className="small muted">
          {tell('charge.deferred', {
            amount: open(deducted, say('figure.service-credits'), amount(deferral.deferredMinor, currency)),
          })}
        </p>
      )}
      {cashWithinDays === undefined ? null : (
        <p className="small muted" data-explains="">
          {say('charge.cash', { days: cashWithinDays })}
        </p>
      )}
    </Sheet>
  )
}

function chargePairs(statement: Statement, open: Open): Pair[] {
  const { charges, currency } = statement
  return charges.map((line) => ({
    key: `charge ${line.id}`,
    name:
      line.chargedUnits === undefined
        ? line.name
        : tell('charge.units', {
            name: line.name,
            units: line.chargedUnits,
            figure: () => open(chargedIn(statement, line.figure), line.name, count(line.chargedUnits ?? 0)),
          }),
    value: open(line.figure, line.name, amount(line.amountMinor, currency)),
  }))
}

/** The credits of the month. Where they are taken off the next invoice they are told, and are no part of the sum. */
function creditPairs(statement: Statement, open: Open): Pair[] {
  const { credits, currency, deferral } = statement
  return credits.map((line) => ({
    key: `credit ${line.id}`,
    name: (
      <>
        {nameOf(statement, line, open)}
        {notesOf(statement, line, open).map((note, index) => (
          <span key={index} className="quiet">
            {', '}
            {note}
          </span>
        ))}
      </>
    ),
    value: (
      <span className={deferral !== undefined ? 'quiet' : line.amountMinor === 0 ? undefined : 'minus'}>
        {open(line.figure, line.name, amount(-line.amountMinor, currency))}
      </span>
    ),
  }))
}

function nameOf(statement: Statement, { id, percent, figure }: CreditLine, open: Open): ReactNode {
  const share = open(shareIn(statement, figure), id, exactText(percent))
  if (id === 'points') return tell('charge.credit-points', { percent: share })
  return tell('charge.credit', { level: id, percent: share })
}

/** What a credit is besides its amount, in words. */
function notesOf({ currency, deferral }: Statement, line: CreditLine, open: Open): ReactNode[] {
  const { heldMinor, isRepeat, waivedFor, figure, name } = line
  return [
    ...(isRepeat === true ? [say('charge.repeat')] : []),
    ...(heldMinor === undefined
      ? []
      : [tell('charge.held', { amount: open(figure, name, amount(heldMinor, currency)) })]),
    ...(waivedFor === undefined ? [] : [say('charge.waived', { level: waivedFor })]),
    ...(deferral === undefined || heldMinor !== undefined ? [] : [say('charge.next')]),
  ]
}

/** What earlier months leave to this one: credits taken off now or earned back, and corrections. */
function laterPairs({ currency, deferral, earnBack = [], adjustments = [] }: Statement, open: Open): Pair[] {
  const pair = (key: string, name: string, ev: string, minor: number): Pair => {
    const value = open(ev, name, amount(minor, currency))
    return { key, name, value: minor < 0 ? <span className="minus">{value}</span> : value }
  }
  return [
    ...(deferral?.deducted ?? []).map(({ ofMonth, id, figure, amountMinor }) => {
      const name = say('charge.deducted', { level: id, month: monthShort(ofMonth) })
      return pair(`deducted ${ofMonth} ${id}`, name, figure, -amountMinor)
    }),
    ...earnBack.map(({ ofMonth, id, outcome, figure, amountMinor }) => {
      const name = say(`charge.${outcome}`, { level: id, month: monthShort(ofMonth) })
      return pair(`earn-back ${ofMonth} ${id}`, name, figure, amountMinor)
    }),
    ...adjustments.map(({ ofMonth, name: of, figure, amountMinor }) => {
      const name = say('charge.adjustment', { name: of, month: monthShort(ofMonth) })
      return pair(figure, name, figure, amountMinor)
    }),
  ]
}

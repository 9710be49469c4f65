import { formatDecimal, multiplyDecimal } from '../../../kernel/money/decimal.ts'
import { dayMillis, minuteMillis, parseDate } from '../../../kernel/time/civil-date.ts'
import { firstInstantReading, wallMillisAt } from '../../../kernel/time/zone.ts'
import {
  amountOf,
  attempt,
  exampleBase,
  inside,
  listOf,
  members,
  money,
  numberOf,
  percentOf,
  shareOf,
  textOf,
  whole,
  writtenOf,
} from '../draft.ts'
import type { Draft, Found, Rule } from '../draft.ts'

/** What the linter looks for in how a contract ends, and in what is owed beside the work. */
export const exitRules: readonly Rule[] = [
  { rule: 'exit-unsaid', severity: 'note', find: exitUnsaid },
  { rule: 'fee-table-ends-early', severity: 'ambiguous', find: feeTableEndsEarly },
  { rule: 'write-off-beyond-the-end', severity: 'risky', find: writeOffBeyondEnd },
  { rule: 'no-help-at-the-end', severity: 'risky', find: noHelp },
  { rule: 'due-in-another-zone', severity: 'risky', find: dueInAnotherZone },
]

/** Months from the first day of the contract to its last; undefined where it has no end. */
function monthsOfContract(draft: Draft): number | undefined {
  const [from, to] = ['from', 'to'].map((key) => textOf(inside(draft.source, 'contract', key)))
  const [first, last] = [from, to].map((date) => attempt(() => parseDate(date ?? '')))
  if (from === undefined || to === undefined || first === undefined || last === undefined) return undefined
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7))
  return Number(to.slice(8)) >= Number(from.slice(8)) ? months + 1 : months
}

function exitUnsaid(draft: Draft): Found[] {
  const months = monthsOfContract(draft)
  if (inside(draft.source, 'contract') === undefined || inside(draft.source, 'exit') !== undefined) return []
  const { base, name } = exampleBase(draft)
  const left = months === undefined ? 12 : Math.max(1, months - 12)
  return [
    {
      at: ['contract'],
      what: 'It is not said how the contract may be ended before its last day.',
      why: 'Without a word, the law of some country decides: a notice of months, or none at all.',
      example:
        `After a year ${name} is owed for ${left} more months, ` +
        `${money(draft, multiplyDecimal(base, whole(left)))}, or for none.`,
      wording:
        "exit: { clause: '14', convenience: { clause: '14.1', by: [client], noticeMonths: 6, fee: { none: true } } }",
    },
  ]
}

/** A table of fees by year with fewer rows than the contract has years. */
function feeTableEndsEarly(draft: Draft): Found[] {
  const at = ['exit', 'convenience', 'fee', 'byContractYear']
  const rows = listOf(inside(draft.source, ...at))
  const months = monthsOfContract(draft)
  const last = percentOf(rows.at(-1))
  if (rows.length === 0 || months === undefined || !last || rows.length * 12 >= months || last.digits === 0n) return []
  const { base, name } = exampleBase(draft)
  const year = multiplyDecimal(base, whole(12))
  return [
    {
      at,
      what: `The table of fees has ${rows.length} rows, and the contract runs for ${Math.ceil(months / 12)} years.`,
      why: 'By these terms the last row holds on; another reader finds no fee after it.',
      example:
        `In year ${rows.length + 1}, of twelve months of ${name}: ` +
        `${money(draft, shareOf(year, last))} (${formatDecimal(last)} %), or nothing.`,
      wording: "Add a row for each year, and '0 %' for the last.",
    },
  ]
}

function writeOffBeyondEnd(draft: Draft): Found[] {
  const value = inside(draft.source, 'exit', 'convenience', 'fee', 'remainingValue')
  const [amount, months] = [amountOf(inside(value, 'amount')), numberOf(inside(value, 'months'))]
  const contract = monthsOfContract(draft)
  if (!amount || months === undefined || contract === undefined || months <= contract) return []
  const left = {
    numerator: amount.digits * BigInt(months - contract),
    denominator: BigInt(months) * 10n ** BigInt(amount.scale),
  }
  return [
    {
      at: ['exit', 'convenience', 'fee', 'remainingValue', 'months'],
      what: `The investment is written off over ${months} months, and the contract runs for ${contract}.`,
      why: 'On the last day something is left, and nobody says who bears it.',
      example: `On the last day ${money(draft, left)} of ${money(draft, amount)} is not written off.`,
      wording: `months: ${contract}`,
    },
  ]
}

function noHelp(draft: Draft): Found[] {
  const exit = inside(draft.source, 'exit')
  if (exit === undefined || inside(exit, 'assistance') !== undefined) return []
  const notice = writtenOf(inside(exit, 'convenience', 'noticeMonths'), '0')
  return [
    {
      at: ['exit'],
      what: 'It is not said whether the provider helps after the end.',
      why: 'Who takes the work over needs months; without a word the help ends with the contract.',
      example: `${notice} months of notice, then a desk that is closed: no service level holds on the day after.`,
      wording: "assistance: { clause: '14.4', months: 12, serviceLevels: continue, charged: at-the-agreed-prices }",
    },
  ]
}

/** An obligation on the open days of a calendar, at a time of another zone. */
function dueInAnotherZone(draft: Draft): Found[] {
  const effective = attempt(() => parseDate(textOf(inside(draft.source, 'effective')) ?? '')) ?? parseDate('2026-02-01')
  return members(draft, 'obligations').flatMap(([id, obligation]) => {
    const zone = textOf(inside(obligation, 'zone')) ?? textOf(inside(draft.source, 'zone'))
    const name = textOf(inside(obligation, 'due', 'calendar')) ?? ''
    const other = textOf(inside(draft.source, 'calendars', name, 'zone'))
    const by = /^(\d\d):(\d\d)$/.exec(textOf(inside(obligation, 'due', 'by')) ?? '')
    if (zone === undefined || other === undefined || zone === other || !by) return []
    const minute = Number(by[1]) * 60 + Number(by[2])
    const wall = attempt(() =>
      wallMillisAt(other, firstInstantReading(zone, effective * dayMillis + minute * minuteMillis)),
    )
    if (wall === undefined) return []
    const there = Math.floor((wall - effective * dayMillis) / minuteMillis)
    const day = there < 0 ? ' of the day before' : there >= 1440 ? ' of the next day' : ''
    const clock = (there + 1440) % 1440
    const text = `${String(Math.floor(clock / 60)).padStart(2, '0')}:${String(clock % 60).padStart(2, '0')}`
    return [
      {
        at: ['obligations', id, 'due', 'by'],
        what: `${id} is due at a time in ${zone}, on days of the calendar ${name}, which is in ${other}.`,
        why: 'A day of one zone ends within a day of the other: the cut-off may lie on another date.',
        example: `${by[0]} in ${zone} is ${text}${day} in ${other}.`,
        wording: `zone: ${other}`,
      },
    ]
  })
}

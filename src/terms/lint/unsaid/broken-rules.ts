import { inside, writtenOf } from '../draft.ts'
import type { Broken } from './unsaid.ts'

/** Rules of the language that a value breaks, with what it would mean. */
export const brokenRules: readonly Broken[] = [
  {
    rule: 'minimum-above-expected',
    says: /^The minimum .* lies (above|below) the expected/,
    why: 'A month between the two thresholds would meet one of them and fail the other.',
    example: (draft, at) => {
      const level = inside(draft.source, ...at.slice(0, -1))
      const [expected, minimum] = [
        writtenOf(inside(level, 'expected'), 'what is written'),
        writtenOf(inside(level, 'minimum'), 'what is written'),
      ]
      return `A result of ${expected} reaches what is expected and is below the minimum of ${minimum}.`
    },
    wording: 'Write a minimum below what is expected; where less is better, say direction: at-most.',
  },
  {
    rule: 'bands-with-a-gap',
    says: /falls in no band/,
    why: 'A result in the gap earns no credit although worse than one that does.',
    example: (draft, at) =>
      `A result below ${writtenOf(inside(draft.source, ...at), 'what is written')} falls in no band.`,
    wording: "Let the last band begin at '0 %'.",
  },
  {
    rule: 'rows-that-overlap',
    says: /^The (band from|row from|row at|tier|band) .*(does not lie|ends before)/,
    why: 'Two rows claim the same result, and each gives another amount.',
    example: (draft, at) => `At ${writtenOf(inside(draft.source, ...at), 'what is written')} two rows apply.`,
    wording: 'Put the rows in order, each threshold once.',
  },
  {
    rule: 'circle-of-terms',
    says: /(would wait for itself|be made of itself)/,
    why: 'Each would have to be known before the other, so neither can be computed.',
    example: (_, at) => `To know ${at.join('.')} one would have to know it already.`,
    wording: 'Take one of the two references out.',
  },
  {
    rule: 'nobody-knows-when-overdue',
    says: /^Nothing says when .* is overdue/,
    why: 'An excuse begins when a duty is overdue, and the duty has no time of its own.',
    example: () => 'A client who answers after a day is late in one reading, and in time in the other.',
    wording: 'within: 1 business-day',
  },
  {
    rule: 'pause-of-a-fixed-time',
    severity: 'ambiguous',
    says: /nothing says what a pause does/,
    why: 'An instant that is fixed at the start may move while the clock rests, or stand.',
    example: () => 'Due at 07:00, rested for two open hours: due at 09:00, or still at 07:00.',
    wording: 'whilePaused: moves-by-open-time',
  },
  {
    rule: 'average-month-of-a-month',
    says: /^An average month is a measure of a year/,
    why: 'The average of one month is that month, and of a year not yet over it is not known.',
    example: () => 'In March the average month is that of three months in one reading, of twelve in the other.',
    wording: 'month: 12 % of charges',
  },
  {
    rule: 'cap-without-base',
    says: /is not a cap\.$/,
    why: 'A percentage alone does not say what it is a share of.',
    example: (draft, at) => {
      const written = writtenOf(inside(draft.source, ...at), 'what is written')
      return `"${written}" may be a share of the charges of the month, of an average month or of a year.`
    },
    wording: "Write the share and its base: '12 % of charges'.",
  },
  {
    rule: 'duration-in-two-ways',
    severity: 'ambiguous',
    says: /can be read in two ways/,
    why: 'A day can be 24 hours, a business day, or the end of the next date.',
    example: () => 'Received on a Friday at 15:00: due on Saturday at 15:00, or on Monday.',
    wording: "Write '1 business-day' or '24 hours'.",
  },
]

import { z } from 'zod'
import { parseDecimal } from '../../kernel/money/decimal.ts'
import { parseMoney, parsePrice } from '../../kernel/money/money.ts'
import { AmountError } from '../../kernel/money/money-error.ts'
import { roundings } from '../../kernel/money/rounding.ts'
import { TimeError } from '../../kernel/time/time-error.ts'
import { parseDuration } from '../time/duration.ts'
import { parsePercent } from './percent.ts'
import { unreadable } from './problem.ts'

/** Where in the agreement a term stands: '7.2'. A text, because 7.10 is not 7.1. */
export const Clause = z.string().min(1).max(60)

/** The name by which terms refer to each other. It becomes a part of the ids of figures, hence the few characters. */
export const TermName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'A name is a letter, then letters, digits and hyphens, at most 64')

/** The name of an event in the history of a work item, as it was recorded. */
export const EventName = z.string().min(1).max(200)

/** What people call a term on a statement. */
export const Label = z.string().min(1).max(200)

/** '92.0 %' */
export const PercentText = parsed('a percentage such as "92.0 %"', parsePercent)

/** '1 business-day', '90 minutes' */
export const DurationText = parsed('a duration such as "1 business-day" or "90 minutes"', (text) => ({
  text,
  duration: parseDuration(text),
}))

/** 'EUR 2500.00': an amount in whole minor units of its currency. */
export const MoneyText = parsed('an amount such as "EUR 2500.00"', (text) => {
  const money = parseMoney(text)
  if (money.minor < 0n) throw new Error(`"${text}" is below zero.`)
  return { text, money }
})

/** 'EUR 0.305': a price may have more decimals than its currency; the line is rounded, not the price. */
export const PriceText = parsed('a price such as "EUR 6.40"', (text) => {
  const price = parsePrice(text)
  if (price.amount.digits < 0n) throw new Error(`"${text}" is below zero.`)
  return { text, ...price }
})

/** '1 decimal', '2 decimals', or the bare whole number: how many decimals a percentage has. */
export const DecimalsText = z.preprocess(
  (value) => (Number.isSafeInteger(value) ? `${String(value)} decimals` : value),
  parsed('a number of decimals such as "1 decimal"', (text) => {
    const match = /^([0-6]) decimals?$/.exec(text)
    if (!match?.[1]) throw new Error(`"${text}" is not a number of decimals from 0 to 6.`)
    return Number(match[1])
  }),
)

/** '2500 units', or the bare whole number. */
export const UnitsText = z.preprocess(
  (value) => (Number.isSafeInteger(value) ? `${String(value)} units` : value),
  parsed('a number of units such as "2500 units"', (text) => {
    const match = /^(\d{1,12}) units?$/.exec(text)
    if (!match?.[1]) throw new Error(`"${text}" is not a whole number of units.`)
    return Number(match[1])
  }),
)

/** The last unit of a tier: a whole number, or a decimal in quotes. */
export const TierEnd = z.preprocess(
  (value) => (Number.isSafeInteger(value) ? String(value) : value),
  parsed('a number of units such as "3000"', (text) => {
    const end = parseDecimal(text)
    if (end.digits <= 0n) throw new Error(`A tier cannot end at ${text}.`)
    return end
  }),
)

/** The named rules of rounding. Which one holds is always said. */
export const RoundingName = z.enum(roundings)

/** Only items whose facts have these values: `{ language: da }`. */
export const FactFilter = z.record(z.string().min(1).max(100), z.union([z.string(), z.int(), z.boolean()]))
export type FactFilter = z.output<typeof FactFilter>

function whatIsWrong(error: unknown): string {
  if (error instanceof AmountError || error instanceof TimeError) return error.what
  return error instanceof Error ? error.message : String(error)
}

/** A schema for a text that a parser reads: what it throws becomes the problem, the example says how to mend. */
function parsed<Value>(example: string, parse: (text: string) => Value) {
  return z.string().transform((text, context): Value => {
    try {
      return parse(text)
    } catch (error) {
      unreadable(context, { message: whatIsWrong(error), mend: `Write ${example}.` })
      return z.NEVER
    }
  })
}

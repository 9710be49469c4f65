import type { Decimal } from '../../kernel/money/decimal.ts'
import { fraction, fractionOfDecimal } from '../../kernel/money/fraction.ts'
import type { Fraction } from '../../kernel/money/fraction.ts'
import type { Figure, FigureBook } from '../explanation.ts'
import type { MonthResult } from '../month-result.ts'
import type { CreditLine } from '../statement.ts'
import { cappedLines, capsOf, timesFactor } from './caps.ts'
import type { Cap } from './caps.ts'
import { capFigure, creditFigure, creditLine, pointsFigure } from './credit-lines.ts'
import type { CreditTerms } from './credit-terms.ts'
import { waivedCredits } from './incident.ts'
import type { Waiver } from './incident.ts'
import { shareOf } from './level-credit.ts'
import type { CreditBase, LevelCredit } from './level-credit.ts'
import { repeatFactor } from './look-back/repeat.ts'
import type { RepeatResult } from './look-back/repeat.ts'
import { pointsOf, pointsRow } from './points.ts'
import { baseNameOf, baseNounOf, rawCredit } from './raw-credit.ts'
import type { Missed, RawCredit } from './raw-credit.ts'

/** A level that earns a credit this month: its trigger is fulfilled and no grace holds it back. */
export type Earning = Omit<Missed, 'base' | 'baseName' | 'baseNoun'> & {
  readonly credit: LevelCredit
  /** Incidents each of which alone made the level fail. */
  readonly incidents: readonly string[]
}

export type Crediting = {
  readonly book: FigureBook
  readonly terms: CreditTerms | undefined
  readonly currency: string
  readonly month: string
  readonly daysInMonth: number
  /** All charges of the month, and the base of a credit among them, in minor units. */
  readonly charges: bigint
  readonly baseOf: (of: CreditBase) => bigint
  readonly earlier: readonly MonthResult[]
  /** The month in which the years of the contract begin. */
  readonly contractFrom: string
  /** The level that the client chose for an incident. */
  readonly chosen: ReadonlyMap<string, string>
}

export type CreditOutcome = {
  readonly lines: readonly CreditLine[]
  readonly figures: readonly Figure[]
  /** What is credited this month, without what is held. */
  readonly total: bigint
  readonly caps: readonly { readonly cap: Cap; readonly figure: Figure }[]
  /** The levels that earned something, points among it. */
  readonly earned: readonly string[]
  readonly repeats: readonly string[]
}

/** A credit on its way to a line. */
export type Computed = {
  readonly id: string
  readonly clause: string
  readonly name: string
  readonly of: string
  readonly base: bigint
  readonly raw: RawCredit
  /** After the factor of a repeated failure, before rounding and cap; zero where it is waived. */
  readonly minor: Fraction
  readonly repeat: RepeatResult | undefined
  readonly waiver: Waiver | undefined
  readonly rounded: bigint
  readonly paid: bigint
  readonly isCapped: boolean
  readonly isHeld: boolean
}

type Raw = Omit<Computed, 'waiver' | 'rounded' | 'paid' | 'isCapped' | 'isHeld'> & {
  readonly incidents: readonly string[]
}

/** Raw credit, repeated failure, same incident, caps, one rounding: the credit lines of a period, by level. */
export function settleCredits(crediting: Crediting, earnings: readonly Earning[]): CreditOutcome {
  const { terms } = crediting
  if (!terms) {
    if (earnings.length > 0) throw new Error('Parsed terms with a credit say how credits are rounded.')
    return { lines: [], figures: [], total: 0n, caps: [], earned: [], repeats: [] }
  }
  const factors = new Map(earnings.map((one) => [one.id, factorOf(crediting, one)]))
  const ofLevels = earnings.flatMap((one) => moneyCredit(crediting, terms, one, factors.get(one.id)))
  const raws = [...ofLevels, ...pointsCredit(crediting, terms, earnings, factors)]
  const waived = waivedCredits(terms.sameIncident, raws, crediting.chosen)
  const minors = raws.map(({ id, minor }) => (waived.has(id) ? fraction(0n, 1n) : minor))
  const caps = allCaps(crediting, terms)
  const lowest = caps.reduce<bigint | undefined>(
    (least, { minor }) => (least === undefined || minor < least ? minor : least),
    undefined,
  )
  const paid = cappedLines(minors, lowest, terms.rounding)
  const computed = raws.map((raw, index): Computed => {
    const isRepeat = raw.repeat?.isRepeat === true
    return {
      ...raw,
      minor: minors[index] ?? raw.minor,
      waiver: waived.get(raw.id),
      rounded: paid.rounded[index] ?? 0n,
      paid: paid.lines[index] ?? 0n,
      isCapped: paid.isCapped,
      // The points of several levels are one credit, which no level can earn back: it is paid at once.
      isHeld:
        index < ofLevels.length &&
        terms.earnBack?.kind === 'hold-and-release' &&
        !(isRepeat && terms.earnBack.repeats === 'never'),
    }
  })
  const figures = computed.map((one) => creditFigure(crediting, terms, one))
  return {
    lines: computed.map((one) => creditLine(crediting.currency, one)),
    figures,
    total: computed.reduce((total, one) => total + (one.isHeld ? 0n : one.paid), 0n),
    caps: caps.map((cap) => ({ cap, figure: capFigure(crediting, terms, cap) })),
    earned: earnings.map(({ id }) => id),
    repeats: [...factors].filter(([, factor]) => factor?.isRepeat === true).map(([id]) => id),
  }
}

function factorOf({ month, earlier }: Crediting, { id, credit }: Earning): RepeatResult | undefined {
  return credit.repeat && repeatFactor(credit.repeat, { id, month, earlier })
}

function moneyCredit(
  crediting: Crediting,
  terms: CreditTerms,
  earning: Earning,
  repeat: RepeatResult | undefined,
): Raw[] {
  const { credit, ...level } = earning
  if (credit.form === 'points') return []
  const of = credit.form === 'pool' ? undefined : credit.of
  const base = of === undefined ? 0n : crediting.baseOf(of)
  const missed: Missed = { ...level, base, baseName: baseNameOf(of), baseNoun: baseNounOf(of) }
  const raw = rawCredit({ ...crediting, pool: poolOf(crediting, terms) }, credit, missed)
  const minor = repeat ? timesFactor(raw.minor, repeat.factor) : raw.minor
  const { id, clause, name, incidents } = earning
  return [{ id, clause, name, of: missed.baseName, base, raw, minor, repeat, incidents }]
}

/** The amount at risk before rounding, and the pool, where the agreement has both. */
function poolOf(
  crediting: Crediting,
  { atRisk, pool }: CreditTerms,
): { atRisk: Decimal; percent: Decimal } | undefined {
  if (!atRisk || !pool) return undefined
  const amount =
    atRisk.kind === 'amount' ? { digits: atRisk.minor, scale: 0 } : shareOf(crediting.charges, atRisk.share.percent)
  return { atRisk: amount, percent: pool.percent }
}

/** All points of the month as one credit, by the table. */
function pointsCredit(
  crediting: Crediting,
  terms: CreditTerms,
  earnings: readonly Earning[],
  factors: ReadonlyMap<string, RepeatResult | undefined>,
): Raw[] {
  const one: Decimal = { digits: 1n, scale: 0 }
  const counted = earnings.flatMap((earning) => {
    const { credit, id } = earning
    if (credit.form !== 'points') return []
    const repeat = factors.get(id)
    return [{ earning, repeat, ...pointsOf(credit, earning.compare, repeat?.factor ?? one) }]
  })
  if (counted.length === 0) return []
  if (!terms.points) throw new Error('Parsed terms with points have a table of points.')
  const { of, table } = terms.points
  const total = counted.reduce((sum, { points }) => sum + points, 0)
  const row = pointsRow(table, total)
  const base = crediting.baseOf(of)
  const figure = pointsFigure(crediting, terms, { counted, total, row })
  const percent = row?.credit ?? { text: '0 %', percent: { digits: 0n, scale: 0 } }
  const raw: RawCredit = {
    minor: fractionOfDecimal(shareOf(base, percent.percent)),
    percent: percent.text,
    product: `${baseNameOf(of)} × ${percent.text}`,
    parts: [figure],
  }
  const about = { id: 'points', clause: terms.clause, name: 'Failure points' }
  return [{ ...about, of: baseNameOf(of), base, raw, minor: raw.minor, repeat: undefined, incidents: [] }]
}

function allCaps(crediting: Crediting, terms: CreditTerms): Cap[] {
  const found = capsOf(terms.cap ?? {}, crediting)
  if (!terms.atRisk) return found
  const [asMonth] = capsOf({ month: terms.atRisk }, crediting)
  if (!asMonth) throw new Error('A limit of the month gives a cap.')
  return [...found, { ...asMonth, id: 'cap-at-risk', label: 'Amount at risk' }]
}

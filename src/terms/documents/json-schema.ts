import { z } from 'zod'
import { LimitText } from '../credit/caps.ts'
import { FORMS as creditForms, LevelCredit } from '../credit/level-credit.ts'
import { ExpressionText } from '../expression/expression.ts'
import { Measure, Other, ShareMeasure } from '../level/measure.ts'
import { ThresholdText } from '../level/threshold.ts'
import { kinds } from '../measure/measuring.ts'
import { TermsSource } from '../model.ts'
import { Charge, FORMS as chargeForms } from '../price/rate-card.ts'
import {
  DecimalsText,
  DurationText,
  FactFilter,
  MoneyText,
  PercentText,
  PriceText,
  RoundingName,
  TierEnd,
  UnitsText,
} from '../value/schemas.ts'

/** A schema, or a part of one, as JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>

type Text = { readonly of: z.ZodType; readonly id: string; readonly said: JsonSchema }

const whole = { type: 'integer', minimum: 0 }

function text(id: string, of: z.ZodType, examples: readonly string[], more: JsonSchema = {}): Text {
  return { of, id, said: { type: 'string', examples, ...more } }
}

/** A whole number may stand bare; with its unit, or with decimals, it is a text. */
function number(id: string, of: z.ZodType, pattern: string, bare: JsonSchema): Text {
  return { of, id, said: { anyOf: [{ type: 'string', pattern }, bare] } }
}

const durations = '^[0-9]+(\\.[0-9]+)? (second|minute|hour|business-hour|business-day)s?$'
const amounts = '^[A-Z]{3} [0-9]+(\\.[0-9]+)?$'

/** The texts of the language. A pattern here is never stricter than the parser, which is the truth. */
const texts: readonly Text[] = [
  text('percent', PercentText, ['92.0 %'], { pattern: '^[0-9]{1,3}(\\.[0-9]{1,8})? %$' }),
  text('duration', DurationText, ['90 minutes', '1 business-day'], { pattern: durations }),
  text('threshold', ThresholdText, ['92.0 %', '45 minutes', '3']),
  text('money', MoneyText, ['EUR 2500.00'], { pattern: amounts }),
  text('price', PriceText, ['EUR 0.305'], { pattern: amounts }),
  text('limit', LimitText, ['12 % of charges', '100 % of average-month', 'EUR 50000.00']),
  text('condition', ExpressionText, ['priority = "high" and amount >= 500'], { maxLength: 2000 }),
  number('decimals', DecimalsText, '^[0-6] decimals?$', { ...whole, maximum: 6 }),
  number('units', UnitsText, '^[0-9]{1,12} units?$', whole),
  number('tier-end', TierEnd, '^[0-9]+(\\.[0-9]+)?$', { ...whole, minimum: 1 }),
]

const measureForms: Readonly<Record<string, z.ZodType>> = {
  share: ShareMeasure,
  ...Object.fromEntries(
    Object.entries(kinds).map(([kind, { schema }]) => [kind, z.strictObject({ ...Other.shape, [kind]: schema })]),
  ),
}

/** Terms of which one key says the form: each form is a definition of its own, and the term is one of them. */
const choices = [
  { of: Measure, id: 'measure', forms: measureForms },
  { of: Charge, id: 'charge', forms: chargeForms as Readonly<Record<string, z.ZodType>> },
  { of: LevelCredit, id: 'credit', forms: creditForms as Readonly<Record<string, z.ZodType>> },
] as const

const description =
  'Terms, version 1: the executable part of an agreement. This schema says what may stand where. What it cannot say ' +
  '(names that must exist, tiers that rise, thresholds in the unit of their measure) the parser of the terms says.'

/**
 * The language of terms as JSON Schema, draft 2020-12, for editors and for programs that write terms. It is made from
 * the schemas that read terms: all terms that they read are valid here; not all that is valid here is read.
 */
export function termsJsonSchema(): JsonSchema {
  const registry = z.registry<{ id: string }>()
  registry.add(TermsSource, { id: 'terms' })
  registry.add(RoundingName, { id: 'rounding' })
  registry.add(FactFilter, { id: 'fact-filter' })
  for (const { of, id } of texts) registry.add(of, { id })
  const replaced = new Map<string, JsonSchema>(texts.map(({ id, said }) => [id, said]))
  for (const { of, id, forms } of choices) {
    registry.add(of, { id })
    for (const [form, schema] of Object.entries(forms)) registry.add(schema, { id: `${id}-${form}` })
    replaced.set(id, { anyOf: Object.keys(forms).map((form) => ({ $ref: `#/$defs/${id}-${form}` })) })
  }
  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    unrepresentable: 'any',
    uri: (id) => `#/$defs/${id}`,
    metadata: registry,
  })
  const { terms, ...definitions } = schemas
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:counterpart:terms:1',
    title: 'Terms of an agreement',
    description,
    ...plain(terms ?? {}),
    $defs: Object.fromEntries(Object.entries(definitions).map(([id, one]) => [id, replaced.get(id) ?? plain(one)])),
  }
}

/** A definition without the names that only a document of its own has. */
function plain(schema: object): JsonSchema {
  const own = ['$schema', '$id', 'id', '~standard']
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !own.includes(key)))
}

/**
 * `sql` builds statements whose every value travels as a parameter. Fragments nest; nothing but the program's own
 * template text and `sql.identifier` reaches the statement as text.
 */
const written = new WeakMap<TemplateStringsArray, { text: string; name: string }>()
let templateCount = 0

/** A statement or a piece of one. Only `sql` makes them, so a parsed JSON value can never pass for one. */
export class Sql {
  readonly #strings: readonly string[]
  readonly #template: TemplateStringsArray | undefined
  readonly values: readonly unknown[]

  private constructor(strings: readonly string[], values: readonly unknown[], template?: TemplateStringsArray) {
    this.#strings = strings
    this.#template = template
    this.values = values
  }

  /** The statement with its placeholders `$1`, `$2` … */
  get text(): string {
    return this.#template === undefined ? numbered(this.#strings) : spellOut(this.#template).text
  }

  /**
   * A name under which the server may keep the plan: only for statements that stand in the program in one piece, as
   * only of those the number is bounded.
   */
  get name(): string | undefined {
    return this.#template === undefined ? undefined : spellOut(this.#template).name
  }

  static fromTemplate(template: TemplateStringsArray, inputs: readonly unknown[]): Sql {
    if (inputs.some((input) => input === undefined)) {
      throw new Error(`a value of this statement is undefined (use null): ${template.join('…').trim()}`)
    }
    if (!inputs.some((input) => input instanceof Sql)) return new Sql(template, inputs, template)
    const strings = [template[0] ?? '']
    const values: unknown[] = []
    for (const [index, input] of inputs.entries()) {
      const after = template[index + 1] ?? ''
      if (input instanceof Sql) append(strings, values, input)
      else {
        values.push(input)
        strings.push('')
      }
      strings.push((strings.pop() ?? '') + after)
    }
    return new Sql(strings, values)
  }

  static fromText(text: string): Sql {
    return new Sql([text], [])
  }

  static stringsOf(fragment: Sql): readonly string[] {
    return fragment.#strings
  }
}

function append(strings: string[], values: unknown[], fragment: Sql): void {
  const [first = '', ...rest] = Sql.stringsOf(fragment)
  strings.push((strings.pop() ?? '') + first, ...rest)
  values.push(...fragment.values)
}

function spellOut(template: TemplateStringsArray): { text: string; name: string } {
  const known = written.get(template)
  if (known !== undefined) return known
  templateCount += 1
  const fresh = { text: numbered(template), name: `s${templateCount}` }
  written.set(template, fresh)
  return fresh
}

function numbered(strings: readonly string[]): string {
  return strings.reduce((text, part, index) => (index === 0 ? part : `${text}$${index}${part}`), '')
}

function tag(template: TemplateStringsArray, ...inputs: readonly unknown[]): Sql {
  return Sql.fromTemplate(template, inputs)
}

/** Joins fragments, by default with a comma. An empty list gives an empty fragment. */
function join(fragments: readonly Sql[], separator: Sql = tag`, `): Sql {
  const [first, ...rest] = fragments
  if (first === undefined) return Sql.fromText('')
  return rest.reduce((joined, fragment) => tag`${joined}${separator}${fragment}`, first)
}

/** A quoted name of a table, column or role. Refuses what Postgres would cut short (63 bytes) or cannot hold. */
function identifier(name: string): Sql {
  if (name.length === 0 || name.includes('\0') || new TextEncoder().encode(name).length > 63) {
    throw new Error(`not a database name: "${name}" (1 to 63 bytes, no zero byte)`)
  }
  return Sql.fromText(`"${name.replaceAll('"', '""')}"`)
}

/** An instant in epoch milliseconds as a `timestamptz`, exact to the millisecond. */
function instant(epochMillis: number): Sql {
  if (!Number.isSafeInteger(epochMillis)) throw new Error(`not an instant in whole milliseconds: ${epochMillis}`)
  return tag`(timestamptz 'epoch' + ${epochMillis}::float8 * interval '1 millisecond')`
}

export const sql = Object.assign(tag, { join, identifier, instant, empty: Sql.fromText('') })

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'

const folder = resolve(import.meta.dirname, '../../../../docs/terms')

type Source = Readonly<Record<string, unknown>>

/** A table as it stands on a page: the texts of its head, and its rows. */
export type Table = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** An example of a page: its terms, laid over the frame, the tables below it, and what is said where it is wrong. */
export type Example = {
  /** 'clocks.md:12', the line on which its terms begin. */
  readonly place: string
  /** What stands on the page, and the whole set of terms that it makes. */
  readonly written: Source
  readonly terms: Source
  readonly tables: readonly Table[]
  readonly problems: readonly string[] | undefined
}

const frame = parse(readFileSync(resolve(folder, 'frame.terms.yaml'), 'utf8')) as Source

/** The examples of a page, in its order. */
export function examplesOf(page: string): Example[] {
  const lines = readFileSync(resolve(folder, page), 'utf8').split('\n')
  const begins = lines.flatMap((line, index) => (line === '```yaml' ? [index] : []))
  return begins.map((begin, index) => {
    const own = lines.slice(begin + 1, begins[index + 1] ?? lines.length)
    const end = own.indexOf('```')
    const written = parse(own.slice(0, end).join('\n')) as Source
    const below = own.slice(end + 1)
    const text = below.indexOf('```text')
    return {
      place: `${page}:${begin + 1}`,
      written,
      terms: 'terms' in written ? written : laidOver(written),
      tables: tablesOf(below),
      problems: text < 0 ? undefined : below.slice(text + 1, below.indexOf('```', text + 1)),
    }
  })
}

/** A member of the example takes the place of the frame's member of that name; what is no collection is replaced. */
function laidOver(written: Source): Source {
  const collections = ['calendars', 'clocks', 'measures', 'serviceLevels', 'charges']
  const merged = Object.entries(written).map(([key, value]) => {
    const isCollection = collections.includes(key)
    return [key, isCollection ? { ...(frame[key] as Source), ...(value as Source) } : value] as const
  })
  return { ...frame, ...Object.fromEntries(merged) }
}

function tablesOf(lines: readonly string[]): Table[] {
  const tables: { head: string[]; rows: string[][] }[] = []
  let isInside = false
  for (const line of lines) {
    if (!line.startsWith('|')) {
      isInside = false
      continue
    }
    const cells = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim())
    if (!isInside) tables.push({ head: cells, rows: [] })
    else if (!/^[-:]+$/.test(cells[0] ?? '')) tables.at(-1)?.rows.push(cells)
    isInside = true
  }
  return tables
}

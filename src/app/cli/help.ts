import { whoMay } from '../../kernel/access/authorising.ts'
import type { Declaration } from '../../kernel/command.ts'
import { inputSchema } from '../../kernel/openapi/document.ts'
import type { Program } from './program.ts'

/** All commands on one page, examples first. */
export function overview(declarations: readonly Declaration[], programs: Readonly<Record<string, Program>>): string {
  const rows = [...declarations].toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
  return [
    'Examples',
    '  ./counterpart import-log claims.xes.gz --terms terms.yaml --mapping mapping.json',
    '  ./counterpart derive-statement 1970-01 --out january.bundle',
    '  ./counterpart verify january.bundle',
    '  ./counterpart work-items --as provider --state open --json',
    '',
    'Programs',
    ...Object.entries(programs).map(([name, program]) => `  ${name.padEnd(26)}${program.summary}`),
    '',
    'Commands',
    ...rows.filter((row) => row.kind === 'command').map(line),
    '',
    'Queries',
    ...rows.filter((row) => row.kind === 'query').map(line),
    '',
    './counterpart help <name> says more. Exit codes: 0 done, 1 refused, 2 wrong words, 3 no server.',
  ].join('\n')
}

function line(declaration: Declaration): string {
  return `  ${declaration.name.padEnd(26)}${declaration.summary}`
}

/** Help of one declaration, read off it: examples, flags, refusals, who may. */
export function helpFor(declaration: Declaration): string {
  const schema = inputSchema(declaration) as { properties?: Record<string, object>; required?: string[] }
  const flags = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const isRequired = schema.required?.includes(name) ?? false
    return `  --${flagOf(name).padEnd(22)}${describe(property)}${isRequired ? '' : ' (optional)'}`
  })
  return [
    'Examples',
    ...examplesOf(declaration),
    '',
    declaration.summary,
    whoMay(declaration.allow),
    '',
    'Input',
    ...flags,
    ...(declaration.kind === 'command'
      ? ['  --idempotency-key     the same key has one effect (made for you if left out)']
      : []),
    ...(declaration.edits ? ['  --if-match            the version you edit'] : []),
    '  --as operator|client|provider, --key, --url, --input JSON, --json',
    '',
    'May be refused with',
    ...declaration.refusals.map((refusal) => `  ${refusal.code.padEnd(24)}${refusal.title}`),
  ].join('\n')
}

function examplesOf(declaration: Declaration): string[] {
  const inputs = declaration.examples.length === 0 ? [{}] : declaration.examples
  return inputs.map((input) => {
    const flags = Object.entries(input).map(([name, value]) => `--${flagOf(name)} ${shellWord(value)}`)
    return `  ./counterpart ${[declaration.name, ...flags].join(' ')}`
  })
}

function flagOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function shellWord(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function describe(property: object): string {
  const { type, format, enum: choices, description } = property as Record<string, unknown>
  if (typeof description === 'string') return description
  if (Array.isArray(choices)) return choices.join(' | ')
  return [type, format].filter((part) => typeof part === 'string').join(', ') || 'value'
}

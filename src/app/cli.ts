import { resolve } from 'node:path'
import { CallRefused } from '../kernel/client/call.ts'
import { declarations } from './declarations.ts'
import { callDeclaration } from './cli/calling.ts'
import { helpFor, overview } from './cli/help.ts'
import { programs } from './cli/programs.ts'
import { UsageError } from './cli/words.ts'

/** Exit codes: 0 done, 1 refused or not valid, 2 the words were wrong, 3 the server cannot be reached. */
const exitCodes = { refused: 1, usage: 2, unreachable: 3, bug: 70 } as const

const dataFolder = resolve(process.env['COUNTERPART_DATA'] ?? resolve(import.meta.dirname, '../../data'))

async function main(words: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = words
  const wantsHelp = rest.includes('--help') || rest.includes('-h')
  const program = programs[name]
  const declaration = declarations.find((one) => one.name === name)
  if (name === 'help' || name === '--help' || name === '-h') {
    print(rest[0] === undefined ? overview(declarations, programs) : helpOf(rest[0]))
    return 0
  }
  if (program === undefined && declaration === undefined) {
    throw new UsageError(`There is no command "${name}". ./counterpart help lists them.`)
  }
  if (wantsHelp) print(helpOf(name))
  else if (program !== undefined) return program.run(rest, { dataFolder, print })
  else if (declaration !== undefined) await callDeclaration(declaration, rest, { dataFolder, print })
  return 0
}

function helpOf(name: string): string {
  const program = programs[name]
  if (program !== undefined) return program.help
  const declaration = declarations.find((one) => one.name === name)
  if (declaration === undefined) throw new UsageError(`There is no command "${name}". ./counterpart help lists them.`)
  return helpFor(declaration)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** One sentence that says what, where and how to mend it; never a stack for something expected. */
function explain(error: unknown): number {
  if (error instanceof UsageError) return failWith(error.message, exitCodes.usage)
  if (error instanceof CallRefused) {
    const places = error.problems.map((problem) => `\n  ${problem.path}: ${problem.message}`).join('')
    return failWith(`Refused (${error.code}): ${error.message}${places}`, exitCodes.refused)
  }
  if (error instanceof TypeError && error.message === 'fetch failed') {
    return failWith("The server cannot be reached. Is 'npm start' running?", exitCodes.unreachable)
  }
  if (error instanceof Error && error.name !== 'TypeError') return failWith(error.message, exitCodes.refused)
  return failWith(error instanceof Error ? (error.stack ?? error.message) : String(error), exitCodes.bug)
}

function failWith(message: string, code: number): number {
  process.stderr.write(`${message}\n`)
  return code
}

process.exitCode = await main(process.argv.slice(2)).catch(explain)

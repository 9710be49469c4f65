import { readFileSync } from 'node:fs'

/** The words of a command line are wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface Words {
  /** What stands without a flag, in order. */
  readonly plain: readonly string[]
  readonly flags: ReadonlyMap<string, string | true>
}

/** Reads `--flag value`, `--flag=value`, `--flag` and plain words. `alone` names flags that take no value. */
export function readWords(words: readonly string[], alone: readonly string[] = []): Words {
  const plain: string[] = []
  const flags = new Map<string, string | true>()
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (!word.startsWith('--')) {
      plain.push(word)
      continue
    }
    const [name = '', value] = splitOnce(word.slice(2), '=')
    if (value !== undefined) flags.set(name, value)
    else if (alone.includes(name)) flags.set(name, true)
    else {
      at += 1
      flags.set(name, valueOf(name, words[at]))
    }
  }
  return { plain, flags }
}

function splitOnce(text: string, by: string): [string, string?] {
  const at = text.indexOf(by)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function valueOf(name: string, word: string | undefined): string {
  if (word === undefined) throw new UsageError(`--${name} needs a value after it.`)
  return word
}

/** The text of a flag, if it is given. */
export function textOf(words: Words, name: string): string | undefined {
  const value = words.flags.get(name)
  return typeof value === 'string' ? value : undefined
}

/** Refuses flags that the command does not know, so that a misspelt one is never ignored. */
export function knownFlags(words: Words, known: readonly string[]): void {
  for (const name of words.flags.keys()) {
    if (!known.includes(name)) throw new UsageError(`--${name} is not known here; known are --${known.join(', --')}.`)
  }
}

/** A file's text, or a usage error that names it. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

import { termsJsonSchema } from '../../../terms/documents/json-schema.ts'
import type { Program } from '../program.ts'
import { readWords, UsageError } from '../words.ts'

const help = `Examples
  ./counterpart terms schema > terms.schema.json

Writes the language of terms as JSON Schema (draft 2020-12). An editor that is given it completes and checks a set of
terms while it is written. docs/terms says what each term means.`

export const termsProgram: Program = {
  summary: 'Writes the JSON Schema of the language of terms.',
  help,
  run: (given, terminal) => {
    const [what] = readWords(given, []).plain
    if (what !== 'schema') throw new UsageError(`Say what is to be written.\n${help}`)
    terminal.print(JSON.stringify(termsJsonSchema(), null, 2))
    return Promise.resolve(0)
  },
}

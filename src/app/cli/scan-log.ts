import { scanLog } from '../../deliver/histories/reading/caged.ts'
import { suggestMapping } from '../../deliver/histories/mapping.ts'
import { formatInstant } from '../../kernel/time/instant.ts'
import type { Program } from './program.ts'
import { readWords, textOf, UsageError } from './words.ts'

const help = `Examples
  ./counterpart scan-log claims.xes.gz
  ./counterpart scan-log claims.csv --zone Europe/Oslo --json > mapping.json

Reads an event log (XES, XES.gz, CSV) on this machine, says what is in it, and proposes a mapping of its
activities to events. With --json only the proposed mapping is printed.`

export const scanTheLog: Program = {
  summary: 'Says what an event log holds and proposes a mapping for its import.',
  help,
  run: async (given, terminal) => {
    const words = readWords(given, ['json'])
    const [path] = words.plain
    if (path === undefined) throw new UsageError(`Name the log.\n${help}`)
    const zone = textOf(words, 'zone')
    const scan = await scanLog(path, zone === undefined ? {} : { zone })
    const mapping = JSON.stringify({ ...suggestMapping(scan), ...(zone === undefined ? {} : { zone }) }, null, 2)
    if (words.flags.has('json')) {
      terminal.print(mapping)
      return 0
    }
    terminal.print(`${scan.format}: ${scan.cases} cases, ${scan.events} events, ${scan.rejected} unreadable`)
    if (scan.firstAt !== null && scan.lastAt !== null) {
      terminal.print(`from ${formatInstant(scan.firstAt)} to ${formatInstant(scan.lastAt)}`)
    }
    for (const activity of scan.activities) {
      const name = activity.lifecycle === null ? activity.activity : `${activity.activity}/${activity.lifecycle}`
      terminal.print(`${String(activity.count).padStart(9)}  ${name}`)
    }
    if (scan.withoutOffset > 0) terminal.print(`${scan.withoutOffset} timestamps name no offset: give --zone.`)
    terminal.print(`proposed mapping:\n${mapping}`)
    return 0
  },
}

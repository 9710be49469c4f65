import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { call, callForBytes, type Connection } from '../../kernel/client/call.ts'
import { uploadFile } from '../../kernel/files/commands.ts'
import { systemClock } from '../../kernel/time/clock.ts'
import { newUuid } from '../../kernel/uuid.ts'
import { historyImport, importRejects, startImport } from '../../deliver/histories/commands.ts'
import { Mapping, suggestMapping } from '../../deliver/histories/mapping.ts'
import type { HistoryImport } from '../../deliver/histories/model.ts'
import { scanLog } from '../../deliver/histories/reading/caged.ts'
import { termsFromText } from '../../terms/terms-text.ts'
import { readProfile, writeProfile, type Profile } from '../profile.ts'
import type { Terminal } from './calling.ts'
import { openTrialEngagement } from './trial-engagement.ts'
import type { Program } from './program.ts'
import { knownFlags, readText, readWords, textOf, UsageError, type Words } from './words.ts'

const help = `Examples
  ./counterpart import-log claims.xes.gz --terms terms.yaml --mapping mapping.json
  ./counterpart import-log february.csv --into-current --zone Europe/Oslo

Opens an engagement between two companies of your installation under the given terms, signed by a person of each
side whose keys this command keeps, and imports an event log (XES, XES.gz, CSV) as its history. With --into-current
the log goes into the engagement of the last import instead. Without --mapping one is proposed from the log
(see ./counterpart scan-log). Ctrl C stops watching, not the import: ./counterpart cancel-import stops that.`

const watchMillis = 500

export const importLog: Program = {
  summary: 'Opens an engagement under terms and imports an event log as its history.',
  help,
  run: async (given, terminal) => {
    const words = readWords(given, ['into-current'])
    knownFlags(words, ['terms', 'mapping', 'zone', 'queue', 'into-current'])
    const [log] = words.plain
    if (log === undefined) throw new UsageError(`Name the log.\n${help}`)
    const profile = readProfile(terminal.dataFolder)
    if (profile?.operator === undefined) throw new UsageError("Start the server first: 'npm start'.")
    const mapping = await mappingFor(log, words)
    const current = await engagementFor(profile, words, terminal)
    const importer = { url: profile.url, secret: current.provider }
    const importId = await begin(importer, current.engagementId, {
      log,
      mapping,
      queue: textOf(words, 'queue') ?? 'claims',
    })
    const ended = await watch(importer, current.engagementId, importId, terminal)
    return report(importer, ended, current.engagementId, terminal)
  },
}

async function mappingFor(log: string, words: Words): Promise<Mapping> {
  const file = textOf(words, 'mapping')
  const zone = textOf(words, 'zone')
  if (file !== undefined)
    return Mapping.parse({ ...JSON.parse(readText(file)), ...(zone === undefined ? {} : { zone }) })
  const scan = await scanLog(log, zone === undefined ? {} : { zone })
  if (scan.withoutOffset > 0 && zone === undefined) {
    throw new UsageError(`${scan.withoutOffset} timestamps of ${log} name no offset: say --zone, like Europe/Oslo.`)
  }
  return { ...suggestMapping(scan), ...(zone === undefined ? {} : { zone }) }
}

/** The engagement of the last import, or a new one under the given terms. */
async function engagementFor(profile: Profile, words: Words, terminal: Terminal) {
  if (words.flags.has('into-current')) {
    if (profile.engagement === undefined) throw new UsageError('There is no engagement yet; leave --into-current out.')
    return profile.engagement
  }
  const file = textOf(words, 'terms')
  if (file === undefined) throw new UsageError('--terms names the file with the terms (YAML or JSON).')
  const terms = termsFromText(readText(file))
  const operator = { url: profile.url, ...(profile.operator === undefined ? {} : { secret: profile.operator }) }
  const engagement = await openTrialEngagement(operator, terms)
  writeProfile(terminal.dataFolder, { ...profile, engagement })
  terminal.print(`engagement ${engagement.engagementId}: terms of ${file} signed by both parties`)
  return engagement
}

async function begin(
  importer: Connection,
  engagementId: string,
  wanted: { readonly log: string; readonly mapping: Mapping; readonly queue: string },
): Promise<string> {
  const sha256 = await digestOf(wanted.log)
  const fileId = newUuid(systemClock.now())
  const importId = newUuid(systemClock.now())
  const bytes = Readable.toWeb(createReadStream(wanted.log)) as NonNullable<RequestInit['body']>
  const name = basename(wanted.log)
  await call(importer, uploadFile, { engagementId, fileId, name, sha256 }, { bytes })
  const { mapping, queue } = wanted
  await call(importer, startImport, { engagementId, importId, fileId, mapping, queue })
  return importId
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

async function watch(
  importer: Connection,
  engagementId: string,
  importId: string,
  terminal: Terminal,
): Promise<HistoryImport> {
  for (let shown = -1; ;) {
    const now = await call(importer, historyImport, { engagementId, importId })
    if (now.progress.eventsRead !== shown) {
      shown = now.progress.eventsRead
      terminal.print(`  ${shown} events read, ${now.progress.recorded} recorded, ${now.progress.rejected} rejected`)
    }
    if (now.state !== 'running') return now
    await new Promise((resolve) => setTimeout(resolve, watchMillis))
  }
}

async function report(
  importer: Connection,
  ended: HistoryImport,
  engagementId: string,
  terminal: Terminal,
): Promise<number> {
  const { cases, items, recorded, known, dropped, rejected } = ended.progress
  terminal.print(
    `${ended.state}: ${cases} cases, ${items} new work items, ${recorded} events recorded, ` +
      `${known} known before, ${dropped} dropped by the mapping, ${rejected} rejected`,
  )
  if (ended.message !== null) terminal.print(ended.message)
  if (rejected > 0) {
    const file = await callForBytes(importer, importRejects, { engagementId, importId: ended.importId })
    terminal.print((await file.text()).split('\n').slice(0, 6).join('\n'))
    terminal.print(
      `all of them: ./counterpart import-rejects --as provider --import-id ${ended.importId} --out rejects.csv`,
    )
  }
  return ended.state === 'completed' ? 0 : 1
}

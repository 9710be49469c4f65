import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { call, callForBytes, type Connection } from '../../kernel/client/call.ts'
import { exportBundle } from '../../govern/exports/commands.ts'
import { approveStatement, draftStatement, statement, statements } from '../../govern/statements/commands.ts'
import { amountText, type Statement } from '../../terms/statement.ts'
import { readProfile, type Profile } from '../profile.ts'
import type { Terminal } from './calling.ts'
import type { Program } from './program.ts'
import { knownFlags, readWords, textOf, UsageError } from './words.ts'

const help = `Examples
  ./counterpart derive-statement 2026-01 --out january.bundle
  ./counterpart derive-statement --draft

Derives the statement of a month of the engagement that import-log opened, approves it for both parties, whose
keys that command keeps, and writes the bundle that ./counterpart verify checks. Without a month it takes the
newest one with work items; with --draft nobody approves.`

export const deriveStatement: Program = {
  summary: 'Derives, approves and exports the statement of a month (of an imported log).',
  help,
  run: async (given, terminal) => {
    const words = readWords(given, ['draft'])
    knownFlags(words, ['out', 'draft'])
    const profile = readProfile(terminal.dataFolder)
    if (profile?.engagement === undefined) throw new UsageError('Import a log first: ./counterpart import-log.')
    const { engagementId } = profile.engagement
    const client = { url: profile.url, secret: profile.engagement.client }
    const month = words.plain[0] ?? (await newestMonth(client, engagementId))
    await settle(profile, month, words.flags.has('draft'), terminal)
    const shown = await call(client, statement, { engagementId, month })
    for (const line of linesOf(shown.statement)) terminal.print(line)
    terminal.print(`${shown.state}, statement ${shown.statementHash}, from ${shown.treeSize} entries of the record`)
    const out = textOf(words, 'out')
    if (out !== undefined) await writeBundle(client, engagementId, out, terminal)
    return 0
  },
}

async function newestMonth(client: Connection, engagementId: string): Promise<string> {
  const { rows } = await call(client, statements, { engagementId, limit: 1 })
  const [newest] = rows
  if (newest === undefined) throw new UsageError('No month has work items yet.')
  return newest.month
}

/** Drafts and approves, unless the month is closed already. */
async function settle(profile: Profile, month: string, draftOnly: boolean, terminal: Terminal): Promise<void> {
  if (profile.engagement === undefined) return
  const { engagementId, client, provider } = profile.engagement
  const now = await call({ url: profile.url, secret: client }, statement, { engagementId, month })
  if (now.state === 'agreed') {
    terminal.print(`${month} is closed: both parties agreed it.`)
    return
  }
  const drafted = await call({ url: profile.url, secret: provider }, draftStatement, { engagementId, month })
  if (draftOnly) return
  const input = { engagementId, month, statementHash: drafted.statementHash }
  await call({ url: profile.url, secret: provider }, approveStatement, input)
  await call({ url: profile.url, secret: client }, approveStatement, input)
}

/** The statement as a page of text. */
export function linesOf(shown: Statement): string[] {
  const money = (minor: number) => amountText(shown.currency, minor).padStart(18)
  return [
    `Statement of ${shown.period.month} (${shown.period.zone})`,
    ...shown.serviceLevels.map(
      (level) =>
        `  ${level.id.padEnd(6)}${level.state.padEnd(24)}${level.printed.padStart(9)}  ` +
        `${level.numerator} of ${level.denominator}  ${level.name}`,
    ),
    ...shown.charges.map((charge) => `  charge  ${money(charge.amountMinor)}  ${charge.id}`),
    ...shown.credits.map((credit) => `  credit  ${money(-credit.amountMinor)}  ${credit.id}`),
    `  net     ${money(shown.totals.netMinor)}`,
  ]
}

async function writeBundle(client: Connection, engagementId: string, out: string, terminal: Terminal): Promise<void> {
  const response = await callForBytes(client, exportBundle, { engagementId })
  if (response.body === null) throw new Error('The export has no body.')
  await pipeline(Readable.fromWeb(response.body), createWriteStream(out))
  terminal.print(`wrote ${out}; check it with ./counterpart verify ${out}`)
}

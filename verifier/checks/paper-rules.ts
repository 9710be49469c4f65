import type { CanonicalObject, CanonicalValue } from '../../src/kernel/record/format/canonical.ts'
import { encodeCanonical, isCanonicalObject } from '../../src/kernel/record/format/canonical.ts'
import { equalBytes, sha256, toHex, utf8Text } from '../../src/kernel/record/format/digest.ts'
import { isDigestText } from '../../src/kernel/record/format/entry.ts'
import { historyFromEntries } from '../../src/terms/history.ts'
import { deriveInvoice } from '../../src/terms/invoice.ts'
import { looksBack } from '../../src/terms/settling/looking-back/looks-back.ts'
import { parseTerms } from '../../src/terms/model.ts'
import { seriesAt } from '../../src/terms/price/series.ts'
import { settle } from '../../src/terms/settle.ts'
import type { Statement } from '../../src/terms/statement.ts'
import { messageOf } from './checkpoint-rules.ts'
import type { IndexedEntry, ItemEvent, Parties } from './entry-rules.ts'
import { Finding, type Place } from './finding.ts'
import { SeriesRules } from './series-rules.ts'
import { earlierOf, namesHash, type Reproduced } from './looking-back.ts'

/** A statement or invoice as a line of the bundle holds it. */
export interface HeldPaper {
  readonly content: CanonicalValue
  readonly place: Place
}

/** All that papers are checked against. */
export interface Papers {
  readonly engagement: string
  readonly parties: Parties
  readonly entries: readonly IndexedEntry[]
  readonly itemEvents: readonly ItemEvent[]
  /** Contents by SHA-256 of their canonical bytes. */
  readonly documents: ReadonlyMap<string, CanonicalValue>
  readonly statements: readonly HeldPaper[]
  readonly invoices: readonly HeldPaper[]
  readonly placeOfEntry: (index: number) => Place
}

export interface CheckedStatement {
  readonly month: string
  readonly sha256: string
  /** Approved by both parties. */
  readonly agreed: boolean
  /** What the recomputed statement says, in whole minor units of its currency. */
  readonly totals: {
    readonly currency: string
    readonly chargesMinor: number
    readonly creditsMinor: number
    readonly netMinor: number
  }
}

export interface CheckedPapers {
  readonly agreementsSignedByBoth: number
  /** Statements that were recomputed from entries and terms to the same bytes. */
  readonly statements: readonly CheckedStatement[]
  readonly invoicesReproduced: number
}

/** Two-party rules, and recomputation of every statement and invoice that an entry names. Throws a Finding. */
export function checkPapers(papers: Papers): CheckedPapers {
  const check = new PaperCheck(papers)
  for (const paper of papers.entries) {
    try {
      check.take(paper)
    } catch (error) {
      throw new Finding(`'${paper.entry.type}': ${messageOf(error)}`, papers.placeOfEntry(paper.index))
    }
  }
  requireAll(papers.statements, 'statement', check.statementBytes())
  requireAll(papers.invoices, 'invoice', check.invoices)
  return check.result()
}

class PaperCheck {
  readonly invoices = new Map<string, Uint8Array>()
  readonly signers = new Map<string, Set<string>>()
  readonly approvers = new Map<string, Set<string>>()
  readonly statements = new Map<string, Reproduced>()
  private readonly papers: Papers
  private readonly series = new SeriesRules()

  constructor(papers: Papers) {
    this.papers = papers
  }

  take({ index, entry }: IndexedEntry): void {
    switch (entry.type) {
      case 'agreement-signed':
        return this.sign(entry.actor.organisation, entry.body)
      case 'series-value-stated':
        return this.series.state(entry)
      case 'series-value-confirmed':
        return this.series.confirm(index, entry)
      case 'statement-drafted':
        return this.draft(index, entry.body)
      case 'statement-approved':
        return this.approve(entry.actor.organisation, entry.body)
      case 'invoice-derived':
        return this.invoice(entry.body)
      default:
        return undefined
    }
  }

  statementBytes(): Map<string, Uint8Array> {
    return new Map([...this.statements].map(([sha, { bytes }]) => [sha, bytes]))
  }

  result(): CheckedPapers {
    const isByBoth = (organisations: Set<string> | undefined): boolean => organisations?.size === 2
    return {
      agreementsSignedByBoth: [...this.signers.values()].filter(isByBoth).length,
      statements: [...this.statements].map(([sha, { month, statement }]) => {
        return { month, sha256: sha, agreed: isByBoth(this.approvers.get(sha)), totals: totalsOf(statement) }
      }),
      invoicesReproduced: this.invoices.size,
    }
  }

  private sign(organisation: string, body: CanonicalObject): void {
    this.requireParty(organisation)
    const hashes = Object.entries(body).filter(([key]) => key.endsWith('Hash'))
    if (hashes.length === 0) throw new Error('it names no document by its hash')
    for (const [key, hash] of hashes) {
      if (!isDigestText(hash)) throw new Error(`its '${key}' is no SHA-256 in hexadecimal`)
      if (!this.papers.documents.has(hash)) throw new Error(`the document ${hash} (${key}) is not in the bundle`)
      addTo(this.signers, hash, organisation)
    }
  }

  private draft(index: number, body: CanonicalObject): void {
    const { month, treeSize } = body
    const [statementHash, termsHash] = [digestOf(body, 'statementHash'), digestOf(body, 'termsHash')]
    const agreementHash = digestOf(body, 'agreementHash')
    if (typeof month !== 'string') throw new Error("it has no 'month'")
    if (typeof treeSize !== 'number' || treeSize > index || treeSize < 0) {
      throw new Error(`its tree size ${JSON.stringify(treeSize)} is not that of entries before it`)
    }
    if (this.signers.get(agreementHash)?.size !== 2) {
      throw new Error(`the agreement ${agreementHash} was not signed by both parties before`)
    }
    const terms = parseTerms(this.termsOf(agreementHash, termsHash))
    const history = historyFromEntries(this.papers.itemEvents.filter((event) => event.index < treeSize))
    const context = { engagement: this.papers.engagement, termsHash, treeSize, sha256Hex }
    const lookBack = looksBack(terms) ? earlierOf(this, this.papers.documents, month, body) : {}
    const { statement } = settle(
      terms,
      history,
      { month },
      { ...context, ...lookBack, seriesAt: seriesAt(this.series.confirmed) },
    )
    const bytes = encodeCanonical(statement)
    requireHash('statement', bytes, statementHash, this.papers.statements)
    this.statements.set(statementHash, { bytes, statement, month, terms })
  }

  private approve(organisation: string, body: CanonicalObject): void {
    this.requireParty(organisation)
    const statementHash = digestOf(body, 'statementHash')
    if (!this.statements.has(statementHash)) throw new Error(`the statement ${statementHash} was not drafted before`)
    addTo(this.approvers, statementHash, organisation)
  }

  private invoice(body: CanonicalObject): void {
    const [invoiceHash, statementHash] = [digestOf(body, 'invoiceHash'), digestOf(body, 'statementHash')]
    const source = this.statements.get(statementHash)
    if (source === undefined) throw new Error(`the statement ${statementHash} was not drafted before`)
    const bytes = encodeCanonical(deriveInvoice(source.statement))
    requireHash('invoice', bytes, invoiceHash, this.papers.invoices)
    this.invoices.set(invoiceHash, bytes)
  }

  /** The terms, where the agreement holds them or names them by their hash. */
  private termsOf(agreementHash: string, termsHash: string): CanonicalValue {
    const agreement = this.papers.documents.get(agreementHash)
    if (agreement !== undefined && isCanonicalObject(agreement)) {
      const { terms } = agreement
      if (terms !== undefined && sha256Hex(encodeCanonical(terms)) === termsHash) return terms
    }
    const document = this.papers.documents.get(termsHash)
    if (document === undefined) throw new Error(`the terms ${termsHash} are not in the bundle`)
    if (agreementHash !== termsHash && !namesHash(agreement ?? null, termsHash)) {
      throw new Error(`the agreement ${agreementHash} does not name the terms ${termsHash}`)
    }
    return document
  }

  private requireParty(organisation: string): void {
    const { client, provider } = this.papers.parties
    if (organisation === client || organisation === provider) return
    throw new Error(`the organisation ${organisation} is neither client nor provider`)
  }
}

function totalsOf({ currency, totals }: Statement): CheckedStatement['totals'] {
  const { chargesMinor, creditsMinor, netMinor } = totals
  return { currency, chargesMinor, creditsMinor, netMinor }
}

const sha256Hex = (bytes: Uint8Array): string => toHex(sha256(bytes))

function digestOf(body: CanonicalObject, key: string): string {
  const value = body[key]
  if (!isDigestText(value)) throw new Error(`its '${key}' is no SHA-256 in hexadecimal`)
  return value
}

function addTo(sets: Map<string, Set<string>>, key: string, member: string): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([member]))
  else set.add(member)
}

/** The recomputed bytes must have the hash that the entry names; where a held paper has it, says how they differ. */
function requireHash(what: string, bytes: Uint8Array, hash: string, held: readonly HeldPaper[]): void {
  if (sha256Hex(bytes) === hash) return
  const claimed = held.map((paper) => encodeCanonical(paper.content)).find((other) => sha256Hex(other) === hash)
  const difference = claimed === undefined ? '' : `; ${firstDifference(claimed, bytes)}`
  throw new Error(
    `recomputed from entries and terms, the ${what} has the SHA-256 ${sha256Hex(bytes)}, not ${hash}${difference}`,
  )
}

function requireAll(held: readonly HeldPaper[], what: string, reproduced: ReadonlyMap<string, Uint8Array>): void {
  for (const { content, place } of held) {
    const bytes = encodeCanonical(content)
    const recomputed = reproduced.get(sha256Hex(bytes))
    if (recomputed !== undefined && equalBytes(recomputed, bytes)) continue
    throw new Finding(`no entry names this ${what}: it follows from nothing in the record`, place)
  }
}

function firstDifference(claimed: Uint8Array, recomputed: Uint8Array): string {
  let at = 0
  while (at < claimed.length && claimed[at] === recomputed[at]) at++
  const around = (bytes: Uint8Array): string => readable(bytes.subarray(Math.max(0, at - 60), at + 30))
  return `they differ from byte ${at}: '${around(claimed)}' was claimed, '${around(recomputed)}' follows`
}

function readable(bytes: Uint8Array): string {
  try {
    return utf8Text(bytes)
  } catch {
    return toHex(bytes)
  }
}

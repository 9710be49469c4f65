import type { CheckedNote, Cosigned } from './checks/checkpoint-rules.ts'
import { type Finding, placeText } from './checks/finding.ts'
import type { Verified } from './checks/verifying.ts'

/** A valid bundle in a few lines for people. */
export function validText(bundle: string, verified: Verified): string {
  const { header, papers, checkpoints, ownCheckpoints } = verified
  const agreed = papers.statements.filter((statement) => statement.agreed).length
  return [
    `VALID  ${bundle}`,
    `engagement   ${header.engagement}`,
    `log          ${header.origin}`,
    `entries      ${header.entries}, root ${verified.root}`,
    `checkpoints  ${checkpoints.length} in the bundle, ${ownCheckpoints.length} of your own: all agree`,
    `co-signed    ${cosignedText(checkpoints.at(-1))}`,
    `receipts     ${verified.receipts} kept`,
    `disclosed    ${verified.disclosed} values fit their commitments`,
    `documents    ${verified.documents}; ${papers.agreementsSignedByBoth} signed by both parties`,
    `statements   ${papers.statements.length} recomputed to the same bytes, ${agreed} approved by both parties`,
    `invoices     ${papers.invoicesReproduced} recomputed to the same bytes`,
    '',
  ].join('\n')
}

/** The first thing that is wrong, for people. */
export function invalidText(bundle: string, finding: Finding): string {
  const place = placeText(finding.place)
  return `INVALID  ${bundle}\n${place === '' ? '' : `at ${place}: `}${finding.message}\n`
}

/** The same for programs. */
export function validJson(verified: Verified): string {
  const { header, ...rest } = verified
  return JSON.stringify({
    valid: true,
    engagement: header.engagement,
    origin: header.origin,
    entries: header.entries,
    ...rest,
  })
}

/** The same for programs. */
export function invalidJson(finding: Finding): string {
  return JSON.stringify({ valid: false, what: finding.message, ...finding.place })
}

function cosignedText(note: CheckedNote | undefined): string {
  if (note === undefined || note.cosigned.length === 0) return 'the last checkpoint by nobody whose key is known'
  return `the last checkpoint by ${note.cosigned.map(cosignerText).join(', ')}`
}

const cosignerText = ({ name, organisation }: Cosigned): string => `${name} (${organisation})`

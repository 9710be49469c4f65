import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { statements } from '../../../../src/govern/statements/commands.ts'
import type { MonthCard } from '../../../../src/govern/statements/model.ts'
import type { CheckedStatement } from '../../../../verifier/checks/paper-rules.ts'
import type { Verified } from '../../../../verifier/checks/verifying.ts'
import { asking } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { count, money, monthName } from '../../../lib/formats.ts'
import { mayUse, useSelf } from '../../../lib/session.ts'
import { say } from '../../../lib/words.ts'
import { StateMark } from '../../../ui/glyph.tsx'
import { Pairs } from '../../../ui/pairs.tsx'
import { Table } from '../../../ui/table.tsx'
import { shortHash } from '../record-foot.tsx'
import type { Told } from './messages.ts'

interface Props {
  readonly of: string
  readonly told: Exclude<Told, { readonly kind: 'reading' | 'computing' }>
}

/** How the check ended: each part of it in words, or the first thing that is wrong and where it stands. */
export function Verdict({ of, told }: Props) {
  if (told.kind === 'failed') {
    return (
      <p className="notice bad" role="alert">
        {say('verdict.failed', { name: of, message: told.message })}
      </p>
    )
  }
  if (told.kind === 'finding') return <FirstFinding of={of} told={told} />
  return <Valid of={of} verified={told.verified} millis={told.millis} />
}

type FindingTold = Extract<Told, { readonly kind: 'finding' }>

function FirstFinding({ of, told: { message, place, entries } }: { readonly of: string; readonly told: FindingTold }) {
  const { engagementId } = useThisEngagement()
  const { entry, line, offset } = place
  const where = [
    line === undefined ? '' : say('verdict.line', { line: count(line) }),
    offset === undefined ? '' : say('verdict.byte', { byte: count(offset) }),
  ].filter((text) => text !== '')
  return (
    <div className="notice bad" role="alert">
      <p>
        <strong>{say('verdict.invalid', { name: of })}</strong>
      </p>
      <p>
        {entry === undefined ? null : <>{say('verdict.entry', { index: count(entry) })} </>}
        {where.length === 0 ? null : <>({where.join(', ')}) </>}
        {message}
      </p>
      <p>{say('verdict.until', { entries: count(entries) })}</p>
      {entry === undefined ? null : (
        <p>
          <Link to="/e/$engagementId/record/entry/$leafIndex" params={{ engagementId, leafIndex: String(entry) }}>
            {say('verdict.entry-here', { index: count(entry) })}
          </Link>
        </p>
      )}
    </div>
  )
}

interface ValidProps {
  readonly of: string
  readonly verified: Verified
  readonly millis: number
}

function Valid({ of, verified, millis }: ValidProps) {
  const { header, papers } = verified
  const { engagementId } = useThisEngagement()
  const seconds = (millis / 1_000).toFixed(1)
  return (
    <>
      <p className="notice" role="status">
        <strong>{say('verdict.valid', { name: of })}</strong>{' '}
        {say('verdict.took', { entries: count(header.entries), seconds })}
        {header.engagement === engagementId ? null : ` ${say('verdict.other', { engagement: header.engagement })}`}
      </p>
      <h3>{say('verdict.checks')}</h3>
      <Pairs left pairs={checksOf(verified)} />
      <h3>{say('verdict.statements')}</h3>
      {papers.statements.length === 0 ? (
        <p className="small muted">{say('verdict.no-statements')}</p>
      ) : (
        <Statements rows={papers.statements} isOurs={header.engagement === engagementId} />
      )}
    </>
  )
}

function checksOf({
  header,
  lines,
  root,
  checkpoints,
  ownCheckpoints,
  receipts,
  disclosed,
  documents,
  papers,
}: Verified) {
  const cosigned = checkpoints.at(-1)?.cosigned ?? []
  const { statements: settled, agreementsSignedByBoth: signed, invoicesReproduced: invoices } = papers
  const values = {
    framing: say('check.framing.result', { lines: count(lines) }),
    entries: say('check.entries.result', { entries: count(header.entries) }),
    tree: say('check.tree.result', { root: shortHash(root) }),
    checkpoints: say('check.checkpoints.result', { checkpoints: checkpoints.length, own: ownCheckpoints.length }),
    cosigned:
      cosigned.length === 0
        ? say('check.cosigned.nobody')
        : say('check.cosigned.result', { names: cosigned.map(({ name }) => name).join(', ') }),
    receipts: say('check.receipts.result', { receipts, disclosed }),
    papers: say('check.papers.result', { documents, signed }),
    statements: say('check.statements.result', {
      statements: settled.length,
      agreed: settled.filter(({ agreed }) => agreed).length,
      invoices,
    }),
  }
  return (Object.keys(values) as (keyof typeof values)[]).map((key) => ({
    key,
    name: <StateMark tone="ok">{say(`check.${key}`)}</StateMark>,
    value: values[key],
  }))
}

/** What was computed from the bundle beside what this server keeps. */
function Statements({ rows, isOurs }: { readonly rows: readonly CheckedStatement[]; readonly isOurs: boolean }) {
  const engagement = useThisEngagement()
  const self = useSelf()
  const { engagementId } = engagement
  const enabled = isOurs && mayUse(statements, self, engagement)
  const stored = useQuery({ ...asking(statements, { engagementId, limit: 200 }), enabled }).data?.rows ?? []
  const newestFirst = rows.toReversed()
  return (
    <Table
      caption={say('verdict.statements')}
      rows={newestFirst}
      keyOf={(row) => row.sha256}
      columns={[
        { head: say('verdict.month'), cell: ({ month }) => monthName(month) },
        {
          head: say('verdict.computed'),
          kind: 'number',
          cell: ({ totals }) => money(totals.netMinor, totals.currency),
        },
        {
          head: say('verdict.hash'),
          kind: 'code',
          cell: ({ sha256 }) => <span title={sha256}>{shortHash(sha256)}</span>,
        },
        {
          head: say('verdict.stored'),
          cell: (row) => <Stored row={row} card={stored.find(({ month }) => month === row.month)} rows={rows} />,
        },
        { head: say('verdict.agreed'), cell: ({ agreed }) => say(agreed ? 'verdict.both' : 'verdict.not-both') },
      ]}
    />
  )
}

interface StoredProps {
  readonly row: CheckedStatement
  readonly card: MonthCard | undefined
  readonly rows: readonly CheckedStatement[]
}

/** What this server keeps of the month: the same bytes, or which others. */
function Stored({ row, card, rows }: StoredProps) {
  const { totals, statementHash } = card ?? { totals: null, statementHash: null }
  if (totals === null || statementHash === null) return <span className="quiet">{say('verdict.unknown')}</span>
  if (statementHash === row.sha256) {
    return (
      <StateMark tone="ok">
        {money(totals.netMinor, totals.currency)}, {say('verdict.same')}
      </StateMark>
    )
  }
  const isReplaced = rows.some(({ month, sha256 }) => month === row.month && sha256 === statementHash)
  return isReplaced ? say('verdict.replaced') : <StateMark tone="bad">{say('verdict.differs')}</StateMark>
}

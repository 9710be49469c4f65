import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { invoice, invoiceFile } from '../../../src/govern/invoices/commands.ts'
import { statement } from '../../../src/govern/statements/commands.ts'
import type { MonthCard } from '../../../src/govern/statements/model.ts'
import { everyFigure, type Figure } from '../../../src/terms/explanation.ts'
import type { Invoice, InvoiceLine } from '../../../src/terms/invoice.ts'
import { asking, fileAddress } from '../../lib/calling.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { amount, monthName } from '../../lib/formats.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { FileLinks } from '../../ui/file-links.tsx'
import { ButtonLink, FigureLink } from '../../ui/links.tsx'
import { Page, Sheet } from '../../ui/page.tsx'
import { Pairs, type Pair } from '../../ui/pairs.tsx'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { ChosenMonth, MonthFrame } from '../statements/month-frame.tsx'
import { FigureTree } from '../statements/evidence/figure-tree.tsx'
import { Formula, labelText, valueText } from '../statements/evidence/figure-text.tsx'

const route = getRouteApi('/e/$engagementId/govern/invoice')

/** The invoice of an agreed month: each line opens what it was derived from. */
export default function InvoicePage() {
  const { month: asked } = route.useSearch()
  return (
    <ChosenMonth
      what={say('page.invoice')}
      asked={asked}
      shows={({ state }) => state === 'agreed'}
      before={<NoInvoice />}
    >
      {(month, months) => <Month month={month} months={months} />}
    </ChosenMonth>
  )
}

function NoInvoice() {
  const { engagementId } = useThisEngagement()
  return (
    <Page title={say('page.invoice')}>
      <p>{say('invoice.none')}</p>
      <ButtonLink to="/e/$engagementId/govern/statement" params={{ engagementId }}>
        {say('page.statement')}
      </ButtonLink>
    </Page>
  )
}

interface MonthProps {
  readonly month: string
  readonly months: readonly MonthCard[]
}

function Month({ month, months }: MonthProps) {
  const { engagementId, client } = useThisEngagement()
  const query = useQuery({ ...asking(invoice, { engagementId, month }), placeholderData: keepPreviousData })
  const navigate = route.useNavigate()
  return (
    <MonthFrame
      month={month}
      months={months}
      title={say('page.invoice')}
      what={say('page.invoice')}
      query={query}
      about={(data) => say('invoice.about', { month: monthName(data.month) })}
      go={(to) => void navigate({ search: { month: to } })}
    >
      {(data) => (
        <div className="columns wide">
          <div>
            <Lines month={data.month} content={data.invoice} />
            <p>
              <FileLinks
                label={say('files.invoice')}
                files={(['csv', 'xlsx', 'json'] as const).map((format) => ({
                  text: say(`files.${format}`),
                  address: fileAddress(invoiceFile, { engagementId, month: data.month, format }),
                }))}
              />
            </p>
            <p className="small quiet">
              {say('invoice.derived')} <When at={data.derivedAt} zone={client.zone} isNamed />.{' '}
              <span className="mono hash">{data.invoiceHash}</span>
            </p>
          </div>
          <aside aria-label={say('invoice.line.aside')}>
            <OpenLine month={data.month} content={data.invoice} />
          </aside>
        </div>
      )}
    </MonthFrame>
  )
}

function Lines({ month, content }: { readonly month: string; readonly content: Invoice }) {
  const { engagementId } = useThisEngagement()
  const { line: open } = route.useSearch()
  const { currency } = content
  return (
    <>
      <Table
        caption={say('invoice.lines')}
        rows={content.lines}
        keyOf={({ line }) => String(line)}
        isChosen={({ line }) => String(line) === open}
        columns={[
          { head: say('invoice.line'), kind: 'code', cell: ({ line }) => line },
          { head: say('invoice.name'), cell: ({ name }) => name },
          { head: say('invoice.clause'), cell: ({ clause }) => clause },
          {
            head: say('invoice.amount', { currency }),
            kind: 'number',
            cell: ({ line, name, amountMinor }) => (
              <FigureLink
                to="/e/$engagementId/govern/invoice"
                params={{ engagementId }}
                search={{ month, line: String(line) }}
                resetScroll={false}
                aria-label={say('charge.open', { name, amount: amount(amountMinor, currency) })}
              >
                {amount(amountMinor, currency)}
              </FigureLink>
            ),
          },
        ]}
      />
      <div className="totals">
        <Pairs
          pairs={[
            {
              key: 'net',
              name: say('charge.payable', { currency }),
              value: (
                <FigureLink
                  to="/e/$engagementId/govern/statement"
                  params={{ engagementId }}
                  search={{ month, ev: 'totals/net' }}
                  aria-label={say('charge.open', {
                    name: say('charge.payable', { currency }),
                    amount: amount(content.netMinor, currency),
                  })}
                >
                  {amount(content.netMinor, currency)}
                </FigureLink>
              ),
              isTotal: true,
            },
            ...taxPairs(content),
          ]}
        />
      </div>
    </>
  )
}

/** Tax by category, and what is payable with it: each made of the lines above it, as its name says. */
function taxPairs({ taxes, grossMinor, currency }: Invoice): Pair[] {
  if (taxes === undefined || grossMinor === undefined) return []
  const rows = taxes.map(({ category, rate, ground, baseMinor, taxMinor }) => ({
    key: `tax ${category}`,
    name: say('invoice.tax', { category, rate, base: amount(baseMinor, currency), ground: ground ?? '' }),
    value: amount(taxMinor, currency),
  }))
  const name = say('invoice.gross', { currency })
  return [...rows, { key: 'gross', name, value: amount(grossMinor, currency), isTotal: true }]
}

/** What a line was derived from: the figure of the statement that both parties agreed. */
function OpenLine({ month, content }: { readonly month: string; readonly content: Invoice }) {
  const { line: open } = route.useSearch()
  const line = content.lines.find((one) => String(one.line) === open)
  if (line === undefined) return <p className="small muted">{say('invoice.open-one')}</p>
  return <Line month={month} line={line} currency={content.currency} />
}

function Line({
  month,
  line,
  currency,
}: {
  readonly month: string
  readonly line: InvoiceLine
  readonly currency: string
}) {
  const { engagementId } = useThisEngagement()
  const query = useQuery(asking(statement, { engagementId, month }))
  return (
    <Sheet title={say('evidence.title', { value: amount(line.amountMinor, currency) })}>
      <Asked query={query} what={say('page.statement')}>
        {({ statement: content }) => {
          const figure = everyFigure(content.figures).find(({ id }) => id === line.figure)
          if (figure === undefined) return <p className="small">{say('evidence.gone')}</p>
          return (
            <>
              <p className="small muted">
                {figure.clause === '' ? null : `${say('evidence.clause', { clause: figure.clause })} `}
                <Formula figure={figure} />
              </p>
              <FigureTree
                key={figure.id}
                root={figure}
                value={(part) => <PartLink month={month} part={part} currency={currency} />}
              />
              <p className="small">
                <Link
                  to="/e/$engagementId/govern/statement"
                  params={{ engagementId }}
                  search={{ month, ev: line.figure }}
                >
                  {say('invoice.to-items')}
                </Link>
              </p>
            </>
          )
        }}
      </Asked>
    </Sheet>
  )
}

function PartLink({
  month,
  part,
  currency,
}: {
  readonly month: string
  readonly part: Figure
  readonly currency: string
}) {
  const { engagementId } = useThisEngagement()
  const text = valueText(part, currency)
  return (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ev: part.id }}
      aria-label={say('evidence.open', { label: labelText(part), value: text })}
    >
      {text}
    </FigureLink>
  )
}

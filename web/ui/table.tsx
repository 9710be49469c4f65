import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => ReactNode
  /** Numbers stand at the right, so that their digits are under each other. */
  readonly kind?: 'number' | 'code'
}

interface Props<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly isChosen?: (row: Row) => boolean
}

/** Rows under named columns. On a narrow page each row folds into a list of its own, with the column's name beside. */
export function Table<Row>({ caption, columns, rows, keyOf, isChosen }: Props<Row>) {
  return (
    <table className="folds" role="table">
      <caption className="unseen">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head, kind }) => (
            <th key={head} scope="col" role="columnheader" className={kind === 'number' ? 'number' : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row" data-row="" className={isChosen?.(row) === true ? 'chosen' : undefined}>
            {columns.map(({ head, kind, cell }) => (
              <td key={head} role="cell" data-head={head} className={classOf(kind)}>
                <div className="cell">{cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function classOf(kind: Column<never>['kind']): string | undefined {
  return kind === 'code' ? 'mono' : kind
}

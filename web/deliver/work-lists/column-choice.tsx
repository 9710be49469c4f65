import {
  columnsMax,
  columnsOf,
  itemColumns,
  usualColumns,
  type ItemView,
} from '../../../src/deliver/work-lists/model.ts'
import { say } from '../../lib/words.ts'
import { headOf } from './item-cells.tsx'

interface Props {
  readonly view: ItemView
  /** Names of facts that items have. */
  readonly facts: readonly string[]
  readonly onChange: (columns: string | undefined) => void
}

/** Which columns the list has, and its files. */
export function ColumnChoice({ view, facts, onChange }: Props) {
  const shown = columnsOf(view)
  const offered = [...new Set([...itemColumns, ...shown, ...facts.map((name) => `fact.${name}`)])]
  const toggle = (column: string) => {
    const next = shown.includes(column)
      ? shown.filter((one) => one !== column)
      : offered.filter((one) => one === column || shown.includes(one))
    onChange(next.join(',') === usualColumns.join(',') ? undefined : next.join(','))
  }
  return (
    <details
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.currentTarget.open = false
        event.currentTarget.querySelector('summary')?.focus()
      }}
    >
      <summary className="button">{say('list.columns')}</summary>
      <fieldset className="drop">
        <legend className="unseen">{say('list.columns')}</legend>
        {offered.map((column) => (
          <label key={column}>
            <input
              type="checkbox"
              checked={column === 'reference' || shown.includes(column)}
              disabled={column === 'reference' || (!shown.includes(column) && shown.length >= columnsMax)}
              onChange={() => toggle(column)}
            />
            {headOf(column)}
          </label>
        ))}
      </fieldset>
    </details>
  )
}

import {
  memo,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type CSSProperties,
  type ReactNode,
  type Ref,
} from 'react'
import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual'
import { say } from '../lib/words.ts'

export interface ListColumn {
  readonly id: string
  readonly head: string
  /** How wide it is, as a track of a grid: '160px', 'minmax(120px, 1fr)'. */
  readonly width: string
  readonly isCode?: boolean
  /** Set where rows can be ordered by it. */
  readonly sorted?: 'ascending' | 'descending' | 'none'
}

/** What a page may do with the window: bring a row into view and give it the focus. */
export interface RowWindowHandle {
  focusRow(index: number): void
}

interface Props<Row> {
  readonly caption: string
  readonly columns: readonly ListColumn[]
  /** How many rows there are, whether they are loaded or not. */
  readonly count: number
  readonly rowAt: (index: number) => Row | undefined
  readonly keyOf: (row: Row) => string
  readonly nameOf: (row: Row) => string
  readonly cell: (row: Row, column: string, index: number) => ReactNode
  readonly isChosen: (row: Row) => boolean
  readonly onChoose: (index: number, isRange: boolean) => void
  readonly onMenu: (index: number, anchor: HTMLElement) => void
  readonly onSort: (column: string) => void
  /** Told which rows are in view, so that they can be loaded. */
  readonly onRange: (first: number, last: number) => void
  /** Told which row has the focus. */
  readonly onActive: (index: number) => void
  readonly handle: Ref<RowWindowHandle>
}

const wide = window.matchMedia('(min-width: 641px)')
const rowPixels = 32
const overscanRows = 10
/** Where rows are under what sticks to the page's edges. */
const edgePixels = 72

/** Very many rows, of which only those in view are there: plain rows of 32 pixels, on a narrow page blocks. */
export function RowWindow<Row>(props: Props<Row>) {
  const { caption, columns, count, handle, onRange } = props
  const { body, virtual, active, setActive, wish } = useRows(props)
  const items = virtual.getVirtualItems()
  const [first, last] = [virtual.range?.startIndex ?? 0, virtual.range?.endIndex ?? 0]
  useEffect(() => onRange(first, last), [first, last, onRange])
  useImperativeHandle(handle, () => ({ focusRow: wish }))
  const tracks = `28px ${columns.map(({ width }) => width).join(' ')} 32px`
  return (
    <div
      className="rows"
      role="table"
      aria-label={caption}
      aria-rowcount={count + 1}
      aria-colcount={columns.length + 2}
      style={{ '--tracks': tracks } as CSSProperties}
    >
      <Head columns={columns} onSort={props.onSort} />
      <div role="rowgroup" ref={body} className="rows-body" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = props.rowAt(index)
          const top = start - virtual.options.scrollMargin
          if (row === undefined) return <Unloaded key={index} index={index} top={top} />
          return (
            <PlainRow
              key={props.keyOf(row)}
              row={row}
              index={index}
              top={top}
              columns={columns}
              name={props.nameOf(row)}
              cell={props.cell as (row: unknown, column: string, index: number) => ReactNode}
              isChosen={props.isChosen(row)}
              isActive={index === active}
              onChoose={props.onChoose}
              onMenu={props.onMenu}
              onFocus={setActive}
            />
          )
        })}
      </div>
    </div>
  )
}

/** The window over the rows, and the row that has the focus: it stays in the page when it is scrolled away. */
function useRows<Row>({ count, columns, onActive }: Props<Row>) {
  const body = useRef<HTMLDivElement>(null)
  const [active, setActiveRow] = useState(-1)
  const [wished, setWished] = useState<number>()
  const [margin, setMargin] = useState(0)
  const isWide = useSyncExternalStore(watchWidth, () => wide.matches)
  const size = isWide ? rowPixels : 34 + Math.ceil((columns.length - 1) / 2) * 20
  useLayoutEffect(() => {
    const list = body.current
    if (list === null) return
    // What stands above the list may grow and shrink; the page around both then changes its height.
    const measure = () => setMargin(list.getBoundingClientRect().top + window.scrollY)
    const observer = new ResizeObserver(measure)
    observer.observe(list.closest('main') ?? document.body)
    measure()
    return () => observer.disconnect()
  }, [])
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => size,
    overscan: overscanRows,
    scrollMargin: margin,
    scrollPaddingStart: edgePixels,
    scrollPaddingEnd: edgePixels,
    rangeExtractor: (range: Range) => {
      const seen = defaultRangeExtractor(range)
      return active < 0 || active >= count || seen.includes(active) ? seen : [...seen, active].sort((a, b) => a - b)
    },
  })
  useEffect(() => virtual.measure(), [virtual, size])
  useEffect(() => {
    if (wished === undefined) return
    const row = body.current?.querySelector(`[data-index="${wished}"]`)
    const goal = row?.querySelector<HTMLElement>('a[href], button:not([role=checkbox])')
    // A row that is still on its way gets the focus when it is there.
    if (goal === null || goal === undefined) return
    goal.focus({ preventScroll: true })
    setWished(undefined)
  })
  const tell = useRef(onActive)
  useEffect(() => {
    tell.current = onActive
  })
  const setActive = useCallback((index: number) => {
    setActiveRow(index)
    tell.current(index)
  }, [])
  const wish = (index: number) => {
    setActive(index)
    virtual.scrollToIndex(index, { align: 'auto' })
    setWished(index)
  }
  return { body, virtual, active, setActive, wish }
}

function watchWidth(changed: () => void): () => void {
  wide.addEventListener('change', changed)
  return () => wide.removeEventListener('change', changed)
}

function Head({ columns, onSort }: { readonly columns: readonly ListColumn[]; readonly onSort: (id: string) => void }) {
  return (
    <div role="rowgroup" className="rows-head">
      <div role="row" aria-rowindex={1} className="row">
        <span role="columnheader">
          <span className="unseen">{say('list.choose')}</span>
        </span>
        {columns.map(({ id, head, sorted }) => (
          <span key={id} role="columnheader" aria-sort={sorted === 'none' ? undefined : sorted}>
            {sorted === undefined ? (
              head
            ) : (
              <button type="button" onClick={() => onSort(id)}>
                {head}
                <span aria-hidden="true">{sorted === 'none' ? '' : sorted === 'ascending' ? ' ↑' : ' ↓'}</span>
              </button>
            )}
          </span>
        ))}
        <span role="columnheader">
          <span className="unseen">{say('list.actions')}</span>
        </span>
      </div>
    </div>
  )
}

interface RowProps {
  readonly row: unknown
  readonly index: number
  readonly top: number
  readonly columns: readonly ListColumn[]
  readonly name: string
  readonly cell: (row: unknown, column: string, index: number) => ReactNode
  readonly isChosen: boolean
  readonly isActive: boolean
  readonly onChoose: (index: number, isRange: boolean) => void
  readonly onMenu: (index: number, anchor: HTMLElement) => void
  readonly onFocus: (index: number) => void
}

/** Drawn again only when something of its own changed. */
const PlainRow = memo(function PlainRow(props: RowProps) {
  const { row, index, top, columns, name, cell, isChosen, isActive, onChoose, onMenu, onFocus } = props
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row=""
      data-index={index}
      className={['row', isChosen ? 'chosen' : '', isActive ? 'active' : ''].join(' ').trim()}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={() => onFocus(index)}
    >
      <span role="cell">
        <button
          type="button"
          role="checkbox"
          aria-checked={isChosen}
          aria-label={say('list.choose-one', { name })}
          className="tick"
          onClick={(event) => onChoose(index, event.shiftKey)}
        />
      </span>
      {columns.map(({ id, head, isCode }) => (
        <span key={id} role="cell" data-head={head} className={isCode === true ? 'mono' : undefined}>
          {cell(row, id, index)}
        </span>
      ))}
      <span role="cell">
        <button
          type="button"
          aria-haspopup="menu"
          aria-label={say('list.menu-of', { name })}
          className="dots"
          onClick={(event) => onMenu(index, event.currentTarget)}
        >
          <span aria-hidden="true">⋯</span>
        </button>
      </span>
    </div>
  )
})

/** A row that is not loaded yet keeps its place. */
function Unloaded({ index, top }: { readonly index: number; readonly top: number }) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-busy="true"
      data-index={index}
      className="row unloaded"
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="cell">
        <span className="unseen">{say('list.loading')}</span>
      </span>
    </div>
  )
}

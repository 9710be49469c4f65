import { useId, useState, type ReactNode } from 'react'
import { everyFigure, type Figure } from '../../../../src/terms/explanation.ts'
import { say } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { Formula, labelText } from './figure-text.tsx'

/** A tree with more figures than this begins folded below its first row. */
const openMost = 14

export interface TreeProps {
  /** The figure whose parts are shown. */
  readonly root: Figure
  /** The value of a part: a link to where it is the open figure. */
  readonly value: (figure: Figure) => ReactNode
  /** What else leads on from a part: to the items that it counts. */
  readonly onward?: (figure: Figure) => ReactNode
}

/** The parts of a figure down to the last, each with its clause and sentence; nothing is shown twice. */
export function FigureTree({ root, value, onward }: TreeProps) {
  const all = everyFigure(root.parts)
  const isSmall = all.length <= openMost
  // What the reader turned round from how it stood at first.
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set())
  const beginsOpen = (figure: Figure) => isSmall && figure.parts.length > 0
  const isOpen = (figure: Figure) => beginsOpen(figure) !== turned.has(figure.id)
  const turn = (figure: Figure) => setTurned((before) => before.symmetricDifference(new Set([figure.id])))
  const turnAll = (open: boolean) =>
    setTurned(new Set(all.filter((figure) => beginsOpen(figure) !== open).map(({ id }) => id)))
  if (root.parts.length === 0) return null
  const isAllOpen = all.every(isOpen)
  const rows = { isOpen, turn, value, onward, first: firstPlaces(root) }
  return (
    <>
      <Button onClick={() => turnAll(!isAllOpen)}>{say(isAllOpen ? 'tree.none' : 'tree.all')}</Button>
      <Parts of={root} path={root.id} label={say('tree.label', { label: labelText(root) })} rows={rows} />
    </>
  )
}

interface Rows extends Pick<TreeProps, 'value'> {
  readonly onward: TreeProps['onward'] | undefined
  readonly isOpen: (figure: Figure) => boolean
  readonly turn: (figure: Figure) => void
  /** Under which figures each stands first. */
  readonly first: ReadonlyMap<string, string>
}

interface PartsProps {
  readonly of: Figure
  readonly path: string
  readonly label?: string
  readonly rows: Rows
}

function Parts({ of, path, label, rows }: PartsProps) {
  return (
    <ul className="tree" aria-label={label}>
      {of.parts.map((part) => (
        <Part key={part.id} part={part} path={`${path} ${part.id}`} rows={rows} />
      ))}
    </ul>
  )
}

function Part({ part, path, rows }: { readonly part: Figure; readonly path: string; readonly rows: Rows }) {
  const inside = useId()
  const isOpen = rows.isOpen(part)
  const isShownBefore = rows.first.get(part.id) !== path
  return (
    <li>
      <div className="node">
        {isShownBefore ? (
          <span className="small muted">{say('tree.above', { label: labelText(part) })}</span>
        ) : (
          <button type="button" aria-expanded={isOpen} aria-controls={inside} onClick={() => rows.turn(part)}>
            <span className="turn" aria-hidden="true" />
            {labelText(part)}
          </button>
        )}
        <span className="value">{rows.value(part)}</span>
      </div>
      {isOpen && !isShownBefore ? (
        <div id={inside}>
          <p className="small muted">
            {part.clause === '' ? null : `${say('evidence.clause', { clause: part.clause })} `}
            <Formula figure={part} /> {rows.onward?.(part)}
          </p>
          {part.parts.length === 0 ? null : <Parts of={part} path={path} rows={rows} />}
        </div>
      ) : null}
    </li>
  )
}

/** The same figure can be a part of several: where it stands first, by the ids on the way to it. */
function firstPlaces(root: Figure): ReadonlyMap<string, string> {
  const places = new Map<string, string>()
  const walk = (figure: Figure, path: string) => {
    for (const part of figure.parts) {
      const at = `${path} ${part.id}`
      if (places.has(part.id)) continue
      places.set(part.id, at)
      walk(part, at)
    }
  }
  walk(root, root.id)
  return places
}

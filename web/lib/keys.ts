import { useEffect } from 'react'
import { readKept, keep } from './kept.ts'
import type { WordKey } from './words.ts'

/** A key of the keyboard layer: what it is called on the sheet, and what it does. */
export interface Key {
  readonly key: string
  readonly word: WordKey
  readonly run: () => void
}

const stack: Key[][] = []

/** Keys of one character can be switched off: they collide with some ways of speaking and of assistive control. */
export function keysAreOn(): boolean {
  return readKept('keys') !== 'off'
}

export function switchKeys(on: boolean): void {
  keep('keys', on ? null : 'off')
}

/** The keys that work now; what was opened last has the first word. */
export function keysNow(): readonly Key[] {
  return stack.flat()
}

/** Offers keys while a component is shown. */
export function useKeys(keys: readonly Key[]): void {
  useEffect(() => {
    const own = [...keys]
    stack.push(own)
    return () => void stack.splice(stack.indexOf(own), 1)
  })
}

/** Listens to the whole page. Typing into a field is never a key of the layer, nor is anything inside a dialog. */
export function listenToKeys(): () => void {
  const hear = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !keysAreOn()) return
    const target = event.target instanceof Element ? event.target : undefined
    if (target?.closest('input, textarea, select, [contenteditable], [role=dialog]')) return
    const found = keysNow().findLast(({ key }) => key === event.key)
    if (found === undefined) return
    event.preventDefault()
    found.run()
  }
  document.addEventListener('keydown', hear)
  return () => document.removeEventListener('keydown', hear)
}

/** Moves the focus to the next or previous row of a list: to the first link or button in it. */
export function moveRow(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')]
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const row = rows[at < 0 ? (by === 1 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)]
  row?.querySelector<HTMLElement>('a[href], button')?.focus()
}

/** Opens the evidence of the row that has the focus, or of the first one. */
export function openEvidence(): void {
  const row = document.activeElement?.closest('[data-row]') ?? document
  row.querySelector<HTMLElement>('a[data-evidence]')?.click()
}

import { useEffect } from 'react'
import { moveRow, openEvidence, type Key } from '../lib/keys.ts'

interface Openers {
  readonly openPalette: () => void
  readonly openSheet: () => void
}

/** Keys that mean the same on every page. */
export function useEveryPageKeys({ openPalette, openSheet }: Openers): readonly Key[] {
  return [
    { key: '/', word: 'keys.find', run: openPalette },
    { key: 'j', word: 'keys.next', run: () => moveRow(1) },
    { key: 'k', word: 'keys.previous', run: () => moveRow(-1) },
    { key: '.', word: 'keys.evidence', run: openEvidence },
    { key: '?', word: 'keys.sheet', run: openSheet },
  ]
}

/** Ctrl K, or ⌘ K, opens the palette from anywhere, also out of a field. */
export function usePaletteKey(open: () => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      open()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  })
}

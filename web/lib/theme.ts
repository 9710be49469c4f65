import { keep, readKept } from './kept.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export function themeNow(): Theme {
  const text = readKept('theme')
  return themes.find((theme) => theme === text) ?? 'system'
}

/** Shows the page in a theme from now on; `system` follows the machine. */
export function showTheme(theme: Theme): void {
  keep('theme', theme === 'system' ? null : theme)
  document.documentElement.dataset['theme'] = theme
}

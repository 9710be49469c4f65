import type { Figure } from '../../../../src/terms/explanation.ts'

/** The figures that one is a part of, the outermost first; none where it stands at the top, or is not there. */
export function wayTo(roots: readonly Figure[], id: string): readonly Figure[] {
  for (const root of roots) {
    if (root.id === id) return []
    const below = wayTo(root.parts, id)
    if (below.length > 0 || root.parts.some((part) => part.id === id)) return [root, ...below]
  }
  return []
}

import { everyFigure, type Figure } from '../../../../src/terms/explanation.ts'

/** The figure itself, where it counts work items. */
type Counting = Figure & { readonly items: NonNullable<Figure['items']> }

/**
 * Whose items to list for a figure: its own where it counts some, otherwise the late ones among its parts (exceptions
 * come first), otherwise the first part that counts any.
 */
export function listedFigure(figure: Figure): Counting | undefined {
  const counting = everyFigure([figure]).filter(isCounting)
  const own = counting.find(({ id }) => id === figure.id)
  return own ?? counting.find(({ id, items }) => id.endsWith('/late') && items.count > 0) ?? counting[0]
}

function isCounting(figure: Figure): figure is Counting {
  return figure.items !== undefined
}

import { expect, test } from 'vitest'
import { isItemMove, ITEM_STATES, moveItem, movesFrom } from './item-life.ts'
import type { ItemState } from './item-life.ts'

const walk = (moves: readonly string[]): ItemState | undefined =>
  moves.reduce<ItemState | undefined>((state, move) => moveItem(state, move), undefined)

test('a work item is received, claimed and completed', () => {
  expect(walk(['work-item-received', 'work-item-claimed', 'work-item-completed'])).toBe('completed')
})

test('a question rests the item, and its answer sends it back to the queue', () => {
  const asked = ['work-item-received', 'work-item-claimed', 'work-item-asked']
  expect(walk(asked)).toBe('asked')
  expect(walk([...asked, 'work-item-answered'])).toBe('open')
})

test('a lease that runs out returns the item, a renewed one keeps it', () => {
  const claimed = ['work-item-received', 'work-item-claimed']
  expect(walk([...claimed, 'work-item-lease-expired'])).toBe('open')
  expect(walk([...claimed, 'work-item-lease-renewed'])).toBe('held')
})

test('an item that one worker holds cannot be claimed by another', () => {
  expect(moveItem('held', 'work-item-claimed')).toBeUndefined()
})

test('only a held item can be completed, and only once', () => {
  expect(moveItem('open', 'work-item-completed')).toBeUndefined()
  expect(moveItem('completed', 'work-item-completed')).toBeUndefined()
})

test('an item is received once, and nothing happens to it before', () => {
  expect(moveItem('open', 'work-item-received')).toBeUndefined()
  expect(movesFrom(undefined)).toEqual(['work-item-received'])
})

test('a withdrawn item can only be reinstated, to wait again or to go on resting', () => {
  expect(movesFrom('withdrawn')).toEqual(['work-item-reinstated', 'work-item-question-reinstated'])
  expect(moveItem('withdrawn', 'work-item-reinstated')).toBe('open')
  expect(moveItem('withdrawn', 'work-item-question-reinstated')).toBe('asked')
})

test('only an item that nobody holds moves to another queue, and its state stays', () => {
  expect(moveItem('open', 'work-item-moved')).toBe('open')
  expect(moveItem('asked', 'work-item-moved')).toBe('asked')
  expect(moveItem('held', 'work-item-moved')).toBeUndefined()
  expect(moveItem('completed', 'work-item-moved')).toBeUndefined()
})

test('a completed item can only be reopened, or be taken back into the same hands', () => {
  expect(movesFrom('completed')).toEqual(['work-item-completion-undone', 'work-item-reopened'])
  expect(moveItem('completed', 'work-item-completion-undone')).toBe('held')
})

test('types that do not move work items have no say', () => {
  expect(isItemMove('work-item-observed')).toBe(false)
  expect(isItemMove('toString')).toBe(false)
  expect(moveItem('open', 'constructor')).toBeUndefined()
})

test('every state can be reached', () => {
  const reached = new Set<ItemState>()
  const visit = (state: ItemState | undefined): void => {
    for (const move of movesFrom(state)) {
      const next = moveItem(state, move)
      if (next === undefined || reached.has(next)) continue
      reached.add(next)
      visit(next)
    }
  }
  visit(undefined)
  expect([...reached].sort()).toEqual(Object.keys(ITEM_STATES).sort())
})

/** Seeded chance and seeded names: everything that the simulation draws comes from here. */
import { sha256, utf8Bytes } from '../src/kernel/record/format/digest.ts'
import type { EpochMillis } from '../src/kernel/time/instant.ts'
import { uuidFrom } from '../src/kernel/uuid.ts'
import { seededRandom } from './random.ts'

export interface Chance {
  /** From 0 up to 1. */
  next(): number
  isTrue(probability: number): boolean
  between(least: number, most: number): number
  pick<T>(choices: readonly T[]): T
  /** One of the names, as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name
  /** A waiting time with a long tail: this on average, and seldom several times as long. */
  exponential(average: number): number
  /** How many of something that comes this often on average. */
  poisson(average: number): number
  /** An id that sorts by its instant. */
  id(at: EpochMillis): string
}

/** One stream of chance a purpose: a change in one part of the simulation leaves the draws of the others alone. */
export function chanceOf(seed: number, purpose: string): Chance {
  const digest = sha256(utf8Bytes(`${seed}/${purpose}`))
  const next = seededRandom(new DataView(digest.buffer, digest.byteOffset).getUint32(0))
  const pick = <T>(choices: readonly T[]): T => {
    const chosen = choices[Math.floor(next() * choices.length)]
    if (chosen === undefined) throw new Error('There is nothing to pick from.')
    return chosen
  }
  const exponential = (average: number) => -Math.log(1 - next()) * average
  return {
    next,
    pick,
    exponential,
    isTrue: (probability) => next() < probability,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    weighted: (weights) => {
      const names = Object.keys(weights) as (keyof typeof weights)[]
      let left = next() * names.reduce((sum, name) => sum + weights[name], 0)
      return names.find((name) => (left -= weights[name]) < 0) ?? pick(names)
    },
    poisson: (average) => {
      let count = 0
      for (let waited = exponential(1); waited < average; waited += exponential(1)) count += 1
      return count
    },
    id: (at) => {
      const bytes = Buffer.alloc(16)
      for (let place = 6; place < 16; place += 1) bytes[place] = Math.floor(next() * 256)
      bytes.writeUIntBE(at, 0, 6)
      return uuidFrom(bytes)
    },
  }
}

/** The id of something that a simulation names: the same for the same seed. */
export function namedId(seed: number, name: string): string {
  return uuidFrom(sha256(utf8Bytes(`counterpart simulation ${seed}/${name}`)))
}

import { monotonicMillis } from '../../src/kernel/time/clock.ts'

export interface Timed {
  readonly perSecond: number
  readonly p50Millis: number
  readonly p99Millis: number
}

/** Keeps so many callers busy for a while, each with one thing at a time, and times every one of them. */
export async function underLoad(
  callers: number,
  forMillis: number,
  once: (caller: number) => Promise<unknown>,
): Promise<Timed> {
  const millis: number[] = []
  const begun = monotonicMillis()
  const caller = async (index: number) => {
    for (let before = monotonicMillis(); before - begun < forMillis; before = monotonicMillis()) {
      await once(index)
      millis.push(monotonicMillis() - before)
    }
  }
  await Promise.all(Array.from({ length: callers }, (_, index) => caller(index)))
  const seconds = (monotonicMillis() - begun) / 1_000
  millis.sort((a, b) => a - b)
  return { perSecond: millis.length / seconds, p50Millis: shareOf(millis, 0.5), p99Millis: shareOf(millis, 0.99) }
}

/** The middle of several rounds, by throughput: other work on the machine makes single rounds worthless. */
export async function median(rounds: number, round: () => Promise<Timed>): Promise<Timed> {
  const all: Timed[] = []
  for (let done = 0; done < rounds; done += 1) all.push(await round())
  all.sort((a, b) => a.perSecond - b.perSecond)
  const middle = all[Math.floor(rounds / 2)]
  if (middle === undefined) throw new Error('A median needs a round.')
  return middle
}

/** One line a figure: what, how many a second, and how long the middle one and the hundredth took. */
export function print(what: string, timed: Timed): void {
  const perSecond = Math.round(timed.perSecond).toLocaleString('en')
  const [p50, p99] = [timed.p50Millis.toFixed(1), timed.p99Millis.toFixed(1)]
  console.log(`${what.padEnd(52)} ${perSecond.padStart(9)}/s   p50 ${p50} ms   p99 ${p99} ms`)
}

function shareOf(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

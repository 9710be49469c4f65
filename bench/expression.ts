// Evaluations a second of a three-part condition on one thread. Run: node bench/expression.ts
import { monotonicMillis } from '../src/kernel/time/clock.ts'
import { parseExpression } from '../src/terms/expression/expression.ts'

const operations = 5_000_000

const items = Array.from({ length: 1000 }, (_, i) => ({
  priority: ['high', 'low', 'normal'][i % 3] ?? '',
  amount: (i * 7919) % 10_000,
  price: `${(i * 31) % 1000}.50`,
  channel: ['mail', 'web', 'letter', 'telephone'][i % 4] ?? '',
  'loss-date': `2026-${String((i % 12) + 1).padStart(2, '0')}-15`,
}))

for (const text of [
  'priority = "high" and amount >= 500 and channel in ("mail", "web")',
  'priority != "low" or amount in [100..5000) and contains(channel, "a")',
  'priority = "high" and price >= 500.25 and loss-date < date("2026-10-01")',
]) {
  const expression = parseExpression(text)
  let best = Infinity
  let held = 0
  for (let round = 0; round < 5; round++) {
    const begun = monotonicMillis()
    held = 0
    for (let i = 0; i < operations; i++) {
      const facts = items[i % items.length]
      if (facts !== undefined && expression.holds(facts)) held++
    }
    best = Math.min(best, monotonicMillis() - begun)
  }
  console.log(`${(operations / best / 1000).toFixed(2)} M evaluations/s, ${held} held: ${text}`)
}

const parses = 2_000
const begun = monotonicMillis()
for (let i = 0; i < parses; i++) parseExpression(`priority = "high" and amount >= ${i} and channel in ("mail", "web")`)
console.log(`${((parses / (monotonicMillis() - begun)) * 1000).toFixed(0)} expressions read a second`)

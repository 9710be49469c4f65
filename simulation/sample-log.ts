/**
 * Writes the small event log that the README uses: a telephone claims desk in January 2026, invented and seeded, so
 * that every run gives the same bytes. `node simulation/sample-log.ts > templates/claims-sample.xes`
 */
import { epochDayOf, dayMillis, hourMillis, minuteMillis, weekdayOf } from '../src/kernel/time/civil-date.ts'
import { formatInstant } from '../src/kernel/time/instant.ts'
import { seededRandom } from './random.ts'

const random = seededRandom(20_260_101)
const firstDay = epochDayOf(2026, 1, 1)
const daysOfMonth = 31
const secondMillis = 1_000

interface Step {
  readonly activity: string
  readonly transition: 'start' | 'complete'
  readonly at: number
}

/** Calls come from eight to eighteen, more on weekdays and in the late morning. */
function arrivals(): number[] {
  const times: number[] = []
  for (let day = 0; day < daysOfMonth; day += 1) {
    const isWeekend = weekdayOf(firstDay + day) >= 5
    const calls = (isWeekend ? 8 : 24) + Math.floor(random() * 10)
    for (let call = 0; call < calls; call += 1) {
      const hour = 7 + (random() + random() + random()) * 3.4
      times.push((firstDay + day) * dayMillis + Math.floor(hour * hourMillis))
    }
  }
  return times.toSorted((a, b) => a - b)
}

/** A duration with a long tail: most are near the usual one, a few take several times as long. */
function around(usualMillis: number): number {
  const tail = random() < 0.04 ? 6 : 1
  return Math.ceil((usualMillis * (0.4 + random() * 1.2) * tail) / secondMillis) * secondMillis
}

function stepsOf(arrival: number): Step[] {
  const steps: Step[] = []
  let at = arrival
  const site = random() < 0.5 ? 'B' : 'S'
  const did = (activity: string, waitMillis: number, workMillis: number) => {
    at += waitMillis
    steps.push({ activity, transition: 'start', at })
    at += workMillis
    steps.push({ activity, transition: 'complete', at })
  }
  steps.push({ activity: 'incoming claim', transition: 'complete', at })
  did(`${site} check if sufficient information is available`, around(25 * secondMillis), around(40 * secondMillis))
  if (random() < 0.86) {
    did(`${site} register claim`, 0, around(9 * minuteMillis))
    did('determine likelihood of claim', around(20 * secondMillis), around(minuteMillis))
    if (random() < 0.85) {
      did('assess claim', around(3 * minuteMillis), around(20 * minuteMillis))
      if (random() < 0.8) {
        did('initiate payment', around(2 * minuteMillis), around(90 * secondMillis))
        did('advise claimant on reimbursement', 0, around(4 * minuteMillis))
        did('close claim', 0, around(20 * secondMillis))
      }
    }
  }
  did('end', 0, 0)
  return steps
}

function traceOf(arrival: number, index: number): string {
  const events = stepsOf(arrival).map(
    (step) => `<event><string key="concept:name" value="${step.activity}"/>\
<string key="lifecycle:transition" value="${step.transition}"/>\
<date key="time:timestamp" value="${formatInstant(step.at)}"/></event>`,
  )
  return `<trace><string key="concept:name" value="CL-${1000 + index}"/>\n${events.join('\n')}\n</trace>`
}

const traces = arrivals().map(traceOf)
process.stdout.write(
  `<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n`,
)
process.stdout.write(`${traces.join('\n')}\n</log>\n`)

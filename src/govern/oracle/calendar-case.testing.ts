import * as fc from 'fast-check'

/** A calendar in plain words: minutes of the local day, which may run past midnight; Sunday is day 0. */
export type CalendarCase = {
  readonly zone: string
  readonly week: readonly { readonly day: number; readonly from: number; readonly to: number }[]
  readonly holidays: readonly string[]
  readonly specialDays: readonly { readonly date: string; readonly from: number; readonly to: number }[]
}

type Hours = readonly (readonly [from: number, to: number])[]
const at = (hour: number, minute = 0) => hour * 60 + minute
const hours: readonly Hours[] = [
  [[at(9), at(17)]],
  [[at(8), at(16)]],
  [
    [at(8), at(12)],
    [at(12, 30), at(15, 45)],
  ],
  [[at(0), at(24)]],
  [[at(22), at(30)]],
  [
    [at(0), at(6)],
    [at(20), at(24)],
  ],
  // In the hours in which clocks change.
  [[at(1), at(2, 30)]],
  [
    [at(1, 30), at(2, 15)],
    [at(2, 45), at(4)],
  ],
]
const days = [
  [1, 2, 3, 4, 5],
  [0, 1, 2, 3, 4, 5, 6],
  [1, 2, 3, 4, 5, 6],
  [0, 6],
]
const zones = [
  'Europe/Oslo',
  'Europe/London',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Manila',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'UTC',
]

const dateIn2026 = fc.integer({ min: 0, max: 640 }).map((day) => dateAt(day))
/** A day on or beside which clocks change somewhere. */
const changing = fc.constantFrom('2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-05', '2026-10-04')

export const calendarCase: fc.Arbitrary<CalendarCase> = fc
  .record({
    zone: fc.constantFrom(...zones),
    open: fc.constantFrom(...hours),
    days: fc.constantFrom(...days),
    holidays: fc.uniqueArray(fc.oneof(dateIn2026, changing), { maxLength: 12 }),
    special: fc.uniqueArray(fc.oneof(dateIn2026, changing), { maxLength: 4 }),
  })
  .map(({ zone, open, days: ofWeek, holidays, special }) => ({
    zone,
    week: ofWeek.flatMap((day) => open.map(([from, to]) => ({ day, from, to }))),
    holidays: [...holidays].sort(),
    specialDays: special
      .filter((date) => !holidays.includes(date))
      .map((date) => ({ date, from: at(10), to: at(12, 20) })),
  }))

function dateAt(day: number): string {
  return new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)
}

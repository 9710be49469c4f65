// The engine of the terms in one run: months settled by items a second, beside the same by plain objects and dates, and
// open time, due instants and clocks by calls a second, beside two libraries. Run: node bench/terms.ts
import './settle.ts'
import './calendar.ts'

// The one way to `Temporal`: temporal-polyfill gives the engine's own where there is one, and its own elsewhere.
export { Temporal } from 'temporal-polyfill'

import type { Temporal as Implementation } from 'temporal-polyfill'

const native = (globalThis as { Temporal?: typeof Implementation }).Temporal

/** The browser's own `Temporal`; only a browser without one loads another. */
export const Temporal = native ?? (await import('temporal-polyfill')).Temporal

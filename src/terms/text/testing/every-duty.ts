import type { JsonValue } from '../../model.ts'

/** An exit with all that it can say. */
export const EVERY_EXIT = {
  clause: '14',
  convenience: {
    clause: '14.1',
    by: ['client'],
    noticeMonths: 6,
    notBeforeMonth: 12,
    fee: { byContractYear: ['50 %', '30 %', '10 %'], of: 'average-year', rounding: 'half-up' },
  },
  chronic: {
    clause: '14.2',
    levels: ['L1', 'L2'],
    trigger: { missed: 'minimum', times: 3, withinMonths: 5, hits: 'reusable' },
    noticeDays: 30,
  },
  grounds: [{ clause: '14.3', ground: 'Insolvency', by: ['client', 'provider'], cureDays: 10, noticeDays: 3 }],
  assistance: { clause: '14.4', months: 18, serviceLevels: 'continue', charged: 'at-the-agreed-prices' },
  dataReturn: { clause: '14.5', withinDays: 40, form: 'a copy in an open format', deletion: 'certified' },
} as const satisfies JsonValue

/** Obligations with each way to be due. */
export const EVERY_OBLIGATION = {
  report: {
    clause: '10.1',
    owner: 'provider',
    what: 'Monthly report',
    due: { every: 'month', businessDay: 3, by: '17:00', calendar: 'oslo' },
    evidence: 'report-sent',
  },
  file: {
    clause: '10.2',
    owner: 'client',
    what: 'Policy file',
    due: { every: 'day', by: '08:00', calendar: 'oslo' },
    zone: 'Asia/Manila',
    evidence: 'file-sent',
  },
  review: {
    clause: '10.3',
    owner: 'both',
    what: 'Weekly review',
    due: { every: 'week', weekday: 2, by: '12:00' },
    evidence: 'review-held',
  },
  steering: {
    clause: '10.4',
    owner: 'both',
    what: 'Steering',
    due: { every: 'quarter', day: 15, by: '16:00' },
    evidence: 'steering-held',
  },
  insurance: {
    clause: '10.5',
    owner: 'provider',
    what: 'Proof of insurance',
    due: { every: 'year', day: 20, month: 3, by: '18:00' },
    evidence: 'insurance-shown',
  },
  plan: {
    clause: '10.6',
    owner: 'provider',
    what: 'Exit plan',
    due: { on: '2026-08-31', by: '13:00' },
    evidence: 'plan-given',
  },
} as const satisfies JsonValue

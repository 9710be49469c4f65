/** Who lives in the demo engagement. All of it is invented. */
import type { Party, Role } from '../src/kernel/access/model.ts'

export interface Company {
  readonly key: 'halden' | 'mabini' | 'nordlys'
  readonly name: string
  /** Of its e-mail addresses; nobody can own a name under `.example`. */
  readonly domain: string
  readonly country: string
  readonly zone: string
  readonly party: Party
}

export const companies: readonly Company[] = [
  {
    key: 'halden',
    name: 'Halden Insurance',
    domain: 'halden.example',
    country: 'NO',
    zone: 'Europe/Oslo',
    party: 'client',
  },
  {
    key: 'mabini',
    name: 'Mabini Services',
    domain: 'mabini.example',
    country: 'PH',
    zone: 'Asia/Manila',
    party: 'provider',
  },
  {
    key: 'nordlys',
    name: 'Nordlys Revisjon',
    domain: 'nordlys.example',
    country: 'NO',
    zone: 'Europe/Oslo',
    party: 'neither',
  },
]

export interface Character {
  readonly key: string
  readonly name: string
  readonly company: Company['key']
  readonly kind: 'person' | 'ai' | 'system'
  readonly standing: 'administrator' | 'member'
  readonly roles: readonly Role[]
  readonly site: string | null
  /** What a visitor who signs in as this person is called; the others are the cast around them. */
  readonly persona?: string
}

const halden = { company: 'halden', kind: 'person', standing: 'member', site: 'Oslo' } as const
const mabini = { company: 'mabini', kind: 'person', standing: 'member', site: 'Cebu' } as const

export const engagementName = 'Motor claims intake'

export const cast: readonly Character[] = [
  {
    ...halden,
    key: 'head-of-halden',
    name: 'Sigrid Aas',
    standing: 'administrator',
    roles: ['sponsor'],
    persona: 'administrator',
  },
  { ...halden, key: 'process-owner', name: 'Ingrid Solheim', roles: ['process-owner'], persona: 'process owner' },
  {
    ...halden,
    key: 'vendor-manager',
    name: 'Henrik Dahl',
    roles: ['vendor-manager', 'contract-officer'],
    persona: 'vendor manager',
  },
  { ...halden, key: 'finance', name: 'Marit Lunde', roles: ['finance-controller'], persona: 'finance' },
  { ...halden, key: 'gateway', name: 'Claims gateway', kind: 'system', roles: ['engineer'] },
  {
    ...mabini,
    key: 'head-of-mabini',
    name: 'Teresa Mabini',
    standing: 'administrator',
    roles: ['bid-manager'],
    persona: 'administrator',
  },
  { ...mabini, key: 'delivery-manager', name: 'Liza Abad', roles: ['delivery-manager'], persona: 'delivery manager' },
  { ...mabini, key: 'billing', name: 'Noel Cruz', roles: ['billing-analyst'] },
  { ...mabini, key: 'team-leader', name: 'Ramon Dizon', roles: ['team-leader'], persona: 'team leader' },
  { ...mabini, key: 'agent-1', name: 'Joy Santos', roles: ['agent'], persona: 'agent' },
  { ...mabini, key: 'agent-2', name: 'Mark Reyes', roles: ['agent'] },
  { ...mabini, key: 'agent-3', name: 'Aileen Garcia', roles: ['agent'] },
  { ...mabini, key: 'agent-4', name: 'Paolo Mendoza', roles: ['agent'] },
  { ...mabini, key: 'agent-5', name: 'Karen Flores', roles: ['agent'] },
  { ...mabini, key: 'agent-6', name: 'Dennis Torres', roles: ['agent'] },
  { ...mabini, key: 'ai-worker', name: 'Intake model', kind: 'ai', roles: ['agent'] },
  { ...mabini, key: 'quality', name: 'Grace Villanueva', roles: ['quality-analyst'], persona: 'quality analyst' },
  {
    key: 'auditor',
    name: 'Eirik Moen',
    company: 'nordlys',
    kind: 'person',
    standing: 'member',
    roles: ['auditor'],
    site: 'Oslo',
    persona: 'auditor',
  },
]

/** Keys of the people of the desk who work the queues. */
export const agents = cast.filter(({ key }) => key.startsWith('agent-')).map(({ key }) => key)

export function companyOf(key: Company['key']): Company {
  const found = companies.find((company) => company.key === key)
  if (found === undefined) throw new Error(`There is no company ${key}.`)
  return found
}

/** The address that a person of the cast signs in with; programs have none. */
export function addressOf({ kind, name, company }: Character): string | null {
  return kind === 'person' ? `${name.toLowerCase().replaceAll(' ', '.')}@${companyOf(company).domain}` : null
}

/** Queues: cracked windscreens go their own way, the AI worker takes them first. */
export const queues = { motor: 'motor-claims', glass: 'motor-glass' } as const

export type Queue = (typeof queues)[keyof typeof queues]

/** Invented names of customers; nobody is meant. */
export const customerNames = {
  first: [
    'Kari',
    'Ola',
    'Nora',
    'Emil',
    'Ida',
    'Jonas',
    'Sofie',
    'Lars',
    'Maja',
    'Henning',
    'Astrid',
    'Mikkel',
    'Freja',
  ],
  last: ['Berg', 'Haugen', 'Moe', 'Lie', 'Strand', 'Vik', 'Holm', 'Jensen', 'Nygaard', 'Fossum', 'Eide', 'Krogh'],
} as const

export const questions = {
  customer: [
    'On which day did the damage happen?',
    'Please send a photo of the damage.',
    'Who drove the car?',
    'What is the registration number of the other car?',
    'Where can the car be seen?',
  ],
  client: [
    'Is the excess waived under this policy?',
    'The policy number is not in our list; is it in force?',
    'Does the rental car clause apply?',
  ],
  'third-party': ['Please send the police report.', 'Please confirm the repair estimate.'],
} as const

export const answers = {
  customer: ['It was last Thursday.', 'The photo is attached.', 'I drove it myself.', 'It stands at my home.'],
  client: ['Yes, it is in force.', 'The excess applies.', 'No, it does not apply here.'],
  'third-party': ['The report is attached.', 'The estimate stands.'],
} as const

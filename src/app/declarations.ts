import * as access from '../kernel/access/commands.ts'
import * as people from '../kernel/access/people/commands.ts'
import type { Declaration } from '../kernel/command.ts'
import * as identity from '../kernel/identity/commands.ts'
import * as oneTimeCodes from '../kernel/identity/one-time-codes/commands.ts'
import * as passkeys from '../kernel/identity/passkeys/commands.ts'
import * as passwords from '../kernel/identity/passwords/commands.ts'
import * as signingIn from '../kernel/identity/signing-in/commands.ts'
import * as record from '../kernel/record/reading/commands.ts'
import * as sealing from '../kernel/record/sealing/commands.ts'
import * as agreements from '../contract/agreements/commands.ts'
import * as histories from '../deliver/histories/commands.ts'
import * as decisions from '../govern/decisions/commands.ts'
import * as exports from '../govern/exports/commands.ts'
import * as invoices from '../govern/invoices/commands.ts'
import * as replays from '../govern/replays/commands.ts'
import * as series from '../govern/series/commands.ts'
import * as statements from '../govern/statements/commands.ts'
import * as volumes from '../govern/volumes/commands.ts'
import * as files from '../kernel/files/commands.ts'
import * as queues from '../deliver/queues/commands.ts'
import * as workItems from '../deliver/work-items/commands.ts'
import * as workLists from '../deliver/work-lists/commands.ts'

const rooms: readonly object[] = [
  identity,
  passwords,
  oneTimeCodes,
  passkeys,
  signingIn,
  access,
  people,
  record,
  sealing,
  files,
  agreements,
  workItems,
  queues,
  workLists,
  histories,
  statements,
  replays,
  series,
  decisions,
  invoices,
  volumes,
  exports,
]

/** Every declaration of the product, without its handler: what the command line, the client and the tests read. */
export const declarations: readonly Declaration[] = rooms
  .flatMap((room) => Object.values(room) as readonly unknown[])
  .filter(isDeclaration)

function isDeclaration(value: unknown): value is Declaration {
  return typeof value === 'object' && value !== null && 'allow' in value && 'path' in value && 'input' in value
}

import * as access from '../kernel/access/commands.ts'
import type { Declaration } from '../kernel/command.ts'
import * as identity from '../kernel/identity/commands.ts'
import * as record from '../kernel/record/reading/commands.ts'
import * as sealing from '../kernel/record/sealing/commands.ts'
import * as agreements from '../contract/agreements/commands.ts'
import * as histories from '../deliver/histories/commands.ts'
import * as exports from '../govern/exports/commands.ts'
import * as invoices from '../govern/invoices/commands.ts'
import * as statements from '../govern/statements/commands.ts'
import * as files from '../kernel/files/commands.ts'
import * as workItems from '../deliver/work-items/commands.ts'

const rooms: readonly object[] = [
  identity,
  access,
  record,
  sealing,
  files,
  agreements,
  workItems,
  histories,
  statements,
  invoices,
  exports,
]

/** Every declaration of the product, without its handler: what the command line, the client and the tests read. */
export const declarations: readonly Declaration[] = rooms
  .flatMap((room) => Object.values(room) as readonly unknown[])
  .filter(isDeclaration)

function isDeclaration(value: unknown): value is Declaration {
  return typeof value === 'object' && value !== null && 'allow' in value && 'path' in value && 'input' in value
}

import { bind, type Bound, type Context } from '../../kernel/handler.ts'
import { encodeCanonical, type CanonicalValue } from '../../kernel/record/format/canonical.ts'
import { heldBy } from '../work-items/store.ts'
import { defineQueue, formUnfit, queueChanged, queueDefinitions, workbench } from './commands.ts'
import { readForm } from './form-reading.ts'
import type { Form } from './model.ts'
import * as store from './store.ts'

/** What a form may take of an entry, which has at most 16,384 bytes. */
const formBytesMax = 12_000
const listedMax = 40

export function queueHandlers(): readonly Bound[] {
  return [
    bind(defineQueue, async (context, { queue, title, form: source, replaces }) => {
      const form = source === null ? null : formOf(source)
      const version = replaces + 1
      const definition = { queue, version, title, form, definedAt: context.now }
      if (!(await store.insertDefinition(context.tx, context.engagementId, definition, context.principal.id))) {
        throw queueChanged.because(`Version ${replaces} is not its last one. Look at the present one and define again.`)
      }
      const body = { queue, title, version, form: source }
      context.record({ type: 'queue-defined', subject: `queue/${queue}`, subjectVersion: version, body })
      return { queue, version }
    }),
    bind(queueDefinitions, async ({ tx, engagementId }, { queue, version }) => {
      if (queue === undefined || version === undefined) {
        return { rows: await store.currentDefinitions(tx, engagementId, queue) }
      }
      const found = await store.findDefinition(tx, engagementId, queue, version)
      return { rows: found === undefined ? [] : [found] }
    }),
    bind(workbench, benchOf),
  ]
}

function formOf(source: CanonicalValue): Form {
  const read = readForm(source)
  if ('problems' in read) {
    const [first] = read.problems
    const where = first === undefined ? '' : ` ${first.path}: ${first.message}.`
    throw formUnfit.because(`The form has ${read.problems.length} fault(s).${where}`, { problems: read.problems })
  }
  const bytes = encodeCanonical(source).length
  if (bytes > formBytesMax) throw formUnfit.because(`The form has ${bytes} bytes; it may have ${formBytesMax}.`)
  return read.form
}

async function benchOf(
  { tx, engagementId, principal }: Context,
  { queue, doneSince }: { readonly queue?: string | undefined; readonly doneSince: number },
) {
  const [held, asked, next, waiting, definitions, done] = await Promise.all([
    heldBy(tx, engagementId, principal.id),
    store.askedItems(tx, engagementId, principal.id, listedMax),
    store.nextItems(tx, engagementId, queue, listedMax),
    store.countWaiting(tx, engagementId),
    store.currentDefinitions(tx, engagementId, undefined),
    store.countDone(tx, engagementId, principal.id, doneSince),
  ])
  const known = new Map(definitions.map((definition) => [definition.queue, definition]))
  const counts = new Map(waiting.map((row) => [row.queue, row.waiting]))
  const names = [...new Set([...known.keys(), ...counts.keys(), ...held.map((item) => item.queue)])].sort()
  const queues = names.map((name) => ({
    queue: name,
    title: known.get(name)?.title ?? null,
    version: known.get(name)?.version ?? null,
    waiting: counts.get(name) ?? 0,
  }))
  return { held, asked, next, queues, done }
}

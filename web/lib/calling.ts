import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call, CallRefused } from '../../src/kernel/client/call.ts'
import type { Declaration } from '../../src/kernel/command.ts'

export { CallRefused }

/** The server that served this page; the browser adds its session cookie. */
export const here = { url: window.location.origin }

type Pagewise = z.ZodObject<{ rows: z.ZodArray; nextCursor: z.ZodNullable<z.ZodString> }>

/** Keys begin with the engagement, then the declaration's name: the feed forgets by these two. */
export function keyOf(declaration: Declaration, input: Readonly<Record<string, unknown>>): readonly unknown[] {
  return [input['engagementId'] ?? 'directory', declaration.name, input]
}

/** How a query of the product is asked and kept. */
export function asking<I extends z.ZodObject, O extends z.ZodType>(declaration: Declaration<I, O>, input: z.input<I>) {
  return queryOptions<z.output<O>>({
    queryKey: keyOf(declaration, input),
    queryFn: ({ signal }) => call(here, declaration, input, { signal }),
  })
}

/** A list that is asked page by page. */
export function askingPages<I extends z.ZodObject, O extends Pagewise>(
  declaration: Declaration<I, O>,
  input: z.input<I>,
) {
  return infiniteQueryOptions({
    queryKey: [...keyOf(declaration as never, input), 'pages'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) =>
      call(here, declaration, { ...input, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    getNextPageParam: (last: z.output<O>) => (last as { nextCursor: string | null }).nextCursor ?? undefined,
  })
}

/**
 * Sends a command. The key names the wish and not the attempt: handed in again after a lost answer, the command still
 * has one effect.
 */
export function send<I extends z.ZodObject, O extends z.ZodType>(
  declaration: Declaration<I, O>,
  input: z.input<I>,
  idempotencyKey: string,
): Promise<z.output<O>> {
  return call(here, declaration, input, { idempotencyKey })
}

/** The address of a declaration that answers with a file, for a plain link. */
export function fileAddress(declaration: Declaration, input: Readonly<Record<string, string>>): string {
  const path = declaration.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(input[name] ?? ''),
  )
  const rest = Object.entries(input).filter(([name]) => !declaration.path.includes(`{${name}}`))
  return `/api${path}${rest.length === 0 ? '' : `?${new URLSearchParams(rest).toString()}`}`
}

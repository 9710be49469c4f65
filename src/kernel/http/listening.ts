import type { FastifyInstance } from 'fastify'

const usualPort = 7070
const portsTried = 50

/**
 * Listens and gives the URL. A port that was asked for is taken or refused with the reason; without one, the first
 * free port from 7070 on.
 */
export async function listenOn(server: FastifyInstance, host: string, asked: string | undefined): Promise<string> {
  const first = asked === undefined ? usualPort : portOf(asked)
  const last = asked === undefined ? usualPort + portsTried : first
  for (let port = first; ; port += 1) {
    try {
      return await server.listen({ host, port })
    } catch (error) {
      if (!isTaken(error)) throw error
      if (port === last) throw new Error(`Port ${first} is in use; set PORT to a free one.`, { cause: error })
    }
  }
}

/** The origin of COUNTERPART_URL, the address under which browsers know the server behind a proxy that renames it. */
export function publicOriginOf(url: string | undefined): string | undefined {
  if (url === undefined || url === '') return undefined
  const { protocol, origin } = URL.canParse(url) ? new URL(url) : { protocol: '', origin: '' }
  if (protocol === 'http:' || protocol === 'https:') return origin
  throw new Error(`COUNTERPART_URL is "${url}"; write an address like https://counterpart.example.`)
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`PORT is "${text}"; it must be a whole number from 0 to 65535.`)
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

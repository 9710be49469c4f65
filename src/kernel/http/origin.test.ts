import { expect, test } from 'vitest'
import { browserName } from './browser-name.ts'
import { publicOriginOf } from './listening.ts'
import { originOf } from './routes.ts'

const seen = (origin: string | undefined, host: string | undefined) =>
  originOf({ headers: { ...(origin && { origin }), ...(host && { host }) } }, undefined)

test('a page is of this server where its origin names the host that the request came to', () => {
  expect(seen('https://counterpart.example', 'counterpart.example')).toBe('https://counterpart.example')
  expect(seen('http://localhost:7070', 'LOCALHOST:7070')).toBe('http://localhost:7070')
  for (const [origin, host] of [
    ['https://evil.example', 'counterpart.example'],
    ['http://localhost:7071', 'localhost:7070'],
    ['https://counterpart.example', 'counterpart.example:8443'],
    ['null', 'null'],
    [undefined, 'counterpart.example'],
    ['https://counterpart.example', undefined],
  ] as const) {
    expect([origin, host, seen(origin, host)]).toEqual([origin, host, undefined])
  }
})

test('an address that was set is the origin, whatever a request says', () => {
  const publicOrigin = publicOriginOf('https://counterpart.example/somewhere')
  expect(publicOrigin).toBe('https://counterpart.example')
  const headers = { origin: 'https://evil.example', host: 'evil.example' }
  expect(originOf({ headers }, publicOrigin)).toBe('https://counterpart.example')
  expect(publicOriginOf(undefined)).toBeUndefined()
  for (const url of ['counterpart.example', 'ftp://counterpart.example', 'https://']) {
    expect(() => publicOriginOf(url)).toThrow(`COUNTERPART_URL is "${url}"`)
  }
})

test('a browser is called what people call it', () => {
  const like = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)'
  expect(browserName(`${like} Chrome/141.0.0.0 Safari/537.36`)).toBe('Chrome, Linux')
  expect(browserName(`${like} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`)).toBe('Edge, Linux')
  const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0'
  expect(browserName(`${iPhone} Mobile/15E148 Safari/604.1`)).toBe('Safari, iOS')
  expect([browserName('curl/8.9'), browserName(undefined)]).toEqual(['browser', 'browser'])
})

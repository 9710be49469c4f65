/** What must be true of the page that a figure opens. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Statement } from '../../../src/terms/statement.ts'
import { decimalsIn, settled, without, wordsOf, type ShownFigure } from './numbers.ts'

/** What a figure opened is now on the page: it says the number again, and lists exactly as many as that. */
export async function expectEvidence(page: Page, figure: ShownFigure, statement: Statement): Promise<void> {
  const url = new URL(figure.href, page.url())
  if (url.hash !== '') {
    await expectRows(page, figure, url.hash)
    return
  }
  if (url.pathname.endsWith('/record')) {
    await expectEntries(page, figure)
    return
  }
  if (url.pathname.endsWith('/deliver/items')) {
    await expectItems(page, figure)
    return
  }
  if (url.pathname.endsWith('/people')) {
    await page.getByText(/^Only those who count as: /).waitFor()
    await settled(page)
    const rows = await page.getByRole('main').getByRole('table').getByRole('row').count()
    expect([figure, rows - 1]).toEqual([figure, Number(figure.text)])
    return
  }
  if (url.searchParams.has('item')) {
    await page.getByRole('region', { name: /what happened/ }).waitFor()
    return
  }
  const panel = page.getByRole('region', { name: /^How .* came about$/ })
  await panel.waitFor()
  const shown = decimalsIn(await panel.innerText())
  const text = without(figure.text, wordsOf(statement))
  const missing = decimalsIn(text).filter((number) => !shown.includes(number))
  const isDifference = url.searchParams.get('ev')?.endsWith('/state') === true
  if (isDifference) expectDifference(figure, statement)
  else expect([figure, missing]).toEqual([figure, []])
  await expectList(page)
}

/** The list under a figure: after all of it is loaded it has as many rows as its heading says. */
async function expectList(page: Page): Promise<void> {
  const heading = page.getByRole('heading', { name: /^(?:No|[\d,]+) work items?: / })
  if ((await heading.count()) === 0) return
  const text = await heading.innerText()
  const more = page.getByRole('button', { name: /Show more|Loading/ })
  while ((await more.count()) > 0) {
    await more.click()
    await settled(page)
  }
  const list = page.getByRole('table', { name: /work items?: / })
  const rows = (await list.count()) === 0 ? 0 : (await list.getByRole('row').count()) - 1
  expect([text, rows]).toEqual([text, Number(decimalsIn(text)[0] ?? 0)])
}

/** Items of a day: the list shows as many, and nothing where there are none. */
async function expectItems(page: Page, { text, href }: ShownFigure): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Work items' }).waitFor()
  await settled(page)
  const list = page.getByRole('table', { name: 'Work items' })
  const rows = (await list.count()) === 0 ? 0 : (await list.getByRole('row').count()) - 1
  expect([href, text, rows]).toEqual([href, text, Number(text)])
}

const numberWords = ['None', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine']

/** Numbers of a sentence that lead to a table on the same page. */
async function expectRows(page: Page, { text }: ShownFigure, hash: string): Promise<void> {
  const [word = ''] = text.split(' ')
  const said = numberWords.findIndex((one) => one.toLowerCase() === word.toLowerCase())
  const number = said >= 0 ? said : Number(word)
  if (hash === '#decisions') {
    const rows = await page.getByRole('table', { name: 'Waiting for your decision' }).getByRole('row').count()
    expect([text, rows - 1]).toEqual([text, number])
    return
  }
  const states = await page.getByRole('table', { name: 'Service levels' }).getByRole('row').allInnerTexts()
  const measured = states.slice(1).filter((row) => !/Not measured/.test(row))
  const counted = (state: RegExp) => measured.filter((row) => state.test(row)).length
  const rows = () => {
    if (text.includes('measured')) return measured.length
    // Two that missed, and one that is at risk, are named; the others are counted.
    if (text.includes('more')) return counted(/Below|Missed/) - 2
    return text.includes('other') ? counted(/At risk/) - 1 : counted(/On track|Met/)
  }
  expect([text, rows()]).toEqual([text, number])
}

/** So many entries: the record page says the same number and holds exactly these. */
async function expectEntries(page: Page, { text }: ShownFigure): Promise<void> {
  const [number = ''] = decimalsIn(text)
  const said = page.getByText(/^Only the first [\d,]+ entries/)
  await said.waitFor()
  expect(decimalsIn(await said.innerText())).toEqual([number])
  const list = page.getByRole('table', { name: 'Entries' })
  const earlier = page.getByRole('link', { name: 'Earlier entries' })
  const seen = new Set<string>()
  for (;;) {
    await settled(page)
    const numbers = await list.getByRole('link', { name: /^Open entry / }).allInnerTexts()
    for (const one of numbers) seen.add(one)
    if ((await earlier.count()) === 0) break
    const address = page.url()
    await earlier.click()
    await page.waitForURL((url) => url.href !== address)
  }
  expect([text, seen.size]).toEqual([text, Number(number)])
}

/** Points below a target are the target less what was attained, as both are printed. */
function expectDifference({ text, href }: ShownFigure, { serviceLevels }: Statement): void {
  const level = serviceLevels.find(({ figures }) => href.includes(encodeURIComponent(figures.state)))
  expect([text, tenThousandths(text)]).toEqual([text, minus(level?.expected ?? '', level?.printed ?? '')])
}

function minus(left: string, right: string): bigint {
  return tenThousandths(left) - tenThousandths(right)
}

/** The first number of a text, exactly, in ten-thousandths. */
export function tenThousandths(text: string): bigint {
  const [whole = '0', fraction = ''] = (decimalsIn(text)[0] ?? '0').split('.')
  return BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, '0').slice(0, 4))
}

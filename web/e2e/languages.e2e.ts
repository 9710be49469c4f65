import { expect, test } from 'vitest'
import { browsing, expectAccessible, goTo } from './support/browsing.ts'
import { settled } from './support/numbers.ts'
import { smallWorld } from './support/small-world.ts'

const small = await smallWorld()
const { open, as, errors } = await browsing(small)
const { people, months } = small

test('the pages speak the language that the browser asks for, also before anybody signs in', async () => {
  const page = await open({ locale: 'nb-NO' })
  await page.goto(small.url)
  await page.getByRole('heading', { name: 'Logg inn' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('nb')
  const other = await open({ locale: 'de-DE' })
  await other.goto(small.url)
  await other.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await other.evaluate(() => document.documentElement.lang)).toBe('en')
})

test('another language is heard at once, keeps the focus where it is, and is still there after a reload', async () => {
  const page = await as(people.vendorManager)
  await goTo(page, small, `/govern/statement?month=${months.drafted}`)
  await page.getByRole('button', { name: /Test Person/ }).click()
  await page.getByRole('radio', { name: 'Norsk bokmål' }).check()
  await page.getByRole('group', { name: 'Språk' }).waitFor()
  expect(await page.getByRole('radio', { name: 'Norsk bokmål' }).evaluate((radio) => radio.matches(':focus'))).toBe(
    true,
  )
  await page.getByRole('button', { name: 'Lukk' }).click()
  await page.getByRole('button', { name: 'Avvis' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'Oppgjør' }).waitFor()
  await page.getByRole('button', { name: /Test Person/ }).click()
  await page.getByRole('radio', { name: 'English' }).check()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('heading', { level: 1, name: 'Statement' }).waitFor()
})

test('what was typed and not sent stays while the language changes around it', async () => {
  const page = await as(people.vendorManager)
  await goTo(page, small, '/record')
  await page.getByRole('spinbutton', { name: 'Entry number' }).fill('7')
  await page.getByRole('button', { name: /Test Person/ }).click()
  await page.getByRole('radio', { name: 'Norsk bokmål' }).check()
  await page.getByRole('button', { name: 'Lukk' }).click()
  expect(await page.getByRole('spinbutton', { name: 'Innførsel nummer' }).inputValue()).toBe('7')
})

test('the sentence that explains a figure is in the language of what both approve, and says so', async () => {
  const page = await as(people.vendorManager, { locale: 'nb-NO' })
  await goTo(page, small, `/govern/statement?month=${months.drafted}&ev=serviceLevels%2FS2%2Fattainment`)
  const panel = page.getByRole('region', { name: /^Slik ble .* til$/ })
  const formula = panel.getByText(/on time ÷ .* counted/)
  expect(await formula.getAttribute('lang')).toBe('en')
  await panel.getByRole('link', { name: /^For sent: / }).waitFor()
})

test('every page in Norwegian passes axe and shows no text of another language', async () => {
  const page = await as(people.vendorManager, { locale: 'nb-NO' })
  for (const [path, title] of [
    ['', 'Slik står det til med Motor claims intake'],
    [`/govern/statement?month=${months.drafted}`, 'Oppgjør'],
    [`/govern/invoice?month=${months.agreed}&line=2`, 'Faktura'],
    ['/deliver/items?state=open', 'Saker'],
    ['/record', 'Protokoll'],
  ] as const) {
    await goTo(page, small, path)
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    await settled(page)
    await expectAccessible(page)
    const text = await page.getByRole('main').innerText()
    expect([path, text.match(/\b(?:Service level|Payable|Work items|Approval|Statement of|Waiting)\b/g)]).toEqual([
      path,
      null,
    ])
  }
})

test('nothing was written into the console as an error', () => {
  expect(errors).toEqual([])
})

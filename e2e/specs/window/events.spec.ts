import { readFile } from 'node:fs/promises'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import type { Page } from 'playwright/test'
import { checkScreen, THEMES, watchLongTasks } from '../../support/check-screen'
import { expect, goTo, test } from '../../support/window'

test.use({
  past: {
    minutes: 22,
    rate: 50,
    disturbances: [
      { kind: 'error-burst', types: ['CHECKOUT'], startSeconds: 18 * 60, lengthSeconds: 120, errorRate: 0.4 },
      { kind: 'malformed', startSeconds: 20 * 60, lengthSeconds: 20, share: 0.01 },
    ],
  },
})

const trace = (page: Page) => page.getByRole('list', { name: 'Trace of the event' })
const stage = (page: Page, name: string) => trace(page).getByRole('listitem').filter({ hasText: name })

/** Follows the mark of an anomaly on the chart of minutes to the rows behind it. */
async function toTheRowsBehind(page: Page) {
  await goTo(page, 'Live')
  const card = page.getByRole('region', { name: 'Per minute' })
  const marks = card.getByRole('link', { name: /show rows$/ })
  await expect(async () => {
    await card.getByLabel('Event type').selectOption({ label: 'Checkout' })
    await expect(marks).not.toHaveCount(0)
  }).toPass({ timeout: 60_000 })
  await marks.first().click()
  await expect(page).toHaveURL(/#\/events\/user_interactions\/\d{4}-\d\d-\d\d_\d\d-\d\d\?type=CHECKOUT&errors=1$/)
  await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible()
}

test('the mark of an anomaly links to the rows behind it, and a row to the trace of its event', async ({ page }) => {
  await toTheRowsBehind(page)
  const row = page.getByRole('table').getByRole('row').nth(1)
  await expect(row).toContainText('CHECKOUT')
  await expect(row).toContainText('ERROR')
  await row.getByRole('link').click()

  await expect(stage(page, 'Log')).toContainText(/Partition \d, offset \d+/)
  await expect(stage(page, 'Store')).toContainText('One row in table user_interactions')
  await expect(stage(page, 'Extract')).toContainText(/user-interactions\/\d{4}-\d\d-\d\d_\d\d-\d\d\.parquet/)
  await expect(stage(page, 'Report')).toContainText('counted')

  // The row of the Parquet object is the same event.
  const [, number, rows] = /row ([\d,]+) of ([\d,]+)/.exec((await stage(page, 'Extract').textContent()) ?? '') ?? []
  const fields = page.getByRole('region', { name: 'Fields' })
  const id = await fields.locator('dt', { hasText: 'event_id' }).locator('+ dd').textContent()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the extract' }).click(),
  ])
  const { buffer, byteOffset, byteLength } = await readFile(await download.path())
  const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
  const extract = await parquetReadObjects({ file, columns: ['event_id'] })
  expect(extract).toHaveLength(whole(rows))
  expect(uuidOf(extract[whole(number) - 1]?.event_id)).toBe(id)

  await page.getByRole('link', { name: 'Open the report' }).click()
  const anomalies = page.getByRole('region', { name: 'Anomalies' })
  await expect(anomalies).toContainText(/Checkout errors \d\d\.\d %, expected [\d.]+–[\d.]+ %, since \d\d:\d\d\./)
  await expect(anomalies).toContainText(/a window like this comes (less than )?once in/)
  await expect(anomalies).toContainText(/\d+ failed events of \d+ users in \d+ sessions/)
  await anomalies.getByRole('link', { name: 'Show rows' }).click()
  await expect(page.getByLabel('Outcome')).toHaveValue('errors')
})

test('an event is found by its id, and rows by type, outcome and order', async ({ page }) => {
  await toTheRowsBehind(page)
  await page.getByRole('table').getByRole('link').first().click()
  const id = await page
    .getByRole('region', { name: 'Fields' })
    .locator('dt', { hasText: 'event_id' })
    .locator('+ dd')
    .textContent()
  const address = page.url()
  await page.getByRole('link', { name: 'Close event' }).click()
  await expect(trace(page)).toHaveCount(0)

  await page.getByLabel('Find an event by its id').fill(id ?? '')
  await page.keyboard.press('Enter')
  await expect(stage(page, 'Log')).toBeVisible()
  expect(new URL(page.url()).hash.replace(/\?.*at=/, '')).toBe(new URL(address).hash.replace(/\?.*at=/, ''))
  await expect(
    page.getByRole('table').getByRole('row', { selected: true }).or(page.locator('tr[data-selected]')),
  ).toBeInViewport()

  await page.getByLabel('Find an event by its id').fill('nowhere')
  await page.keyboard.press('Enter')
  await expect(
    page.getByText(/No event "nowhere" was found in the log or the store of user_interactions/),
  ).toBeVisible()

  await page.getByLabel('Order').selectOption('Slowest first')
  await page.getByLabel('Type', { exact: true }).selectOption('Search')
  await expect(page.getByRole('table').getByRole('row').nth(1)).toContainText('SEARCH')
  await page.getByRole('link', { name: 'Next minute' }).click()
  await expect(page).toHaveURL(/\?type=SEARCH&order=slowest$/)
})

test('the trace of a record that could not be decoded ends with the dead letters', async ({ page }) => {
  await goTo(page, 'Dead letters')
  await page
    .getByRole('button', { name: /^Dead letter / })
    .first()
    .click()
  await page.getByRole('link', { name: /^partition \d, offset / }).click()
  await expect(stage(page, 'Dead letters')).toContainText('All dead letters of this dataset')
  await expect(trace(page).getByRole('listitem')).toHaveCount(2)
  await page.getByText('Raw record in the log').click()
  await expect(page.getByRole('region', { name: 'Bytes of the record' })).toContainText('000000')
})

test('a window whose report names an anomaly is marked in the list', async ({ page }) => {
  await goTo(page, 'Reports')
  const mark = page.getByRole('row').getByRole('img', { name: '1 anomaly in its report' }).first()
  await expect(mark).toBeVisible({ timeout: 60_000 })
})

test('a screen shows at most five hundred rows, and saves exactly these', async ({ page }) => {
  await toTheRowsBehind(page)
  const longest = await watchLongTasks(page)
  await page.getByLabel('Type', { exact: true }).selectOption('All types')
  await page.getByLabel('Outcome').selectOption('Any outcome')
  await expect(page.getByText(/the first 500 of [\d,]+ rows/)).toBeVisible()
  const rows = page.getByRole('table').getByRole('row')
  expect(await rows.count()).toBeLessThan(80)
  await page.getByRole('region', { name: 'Rows', exact: true }).press('End')
  await expect(page.locator('tr[aria-rowindex="501"]')).toBeInViewport()
  const most = await longest()
  test.info().annotations.push({ type: 'longest task', description: `${most} ms` })
  console.log(`longest task with 500 rows: ${most} ms`)

  const save = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('group', { name: 'Save these rows' }).getByRole('button', { name, exact: true }).click(),
    ])
    return (await readFile(await download.path(), 'utf8')).trimEnd().split(/\r?\n/)
  }
  const events = (await save('JSONL')).map((line) => JSON.parse(line))
  expect(events).toHaveLength(500)
  const [parquet] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Parquet', exact: true }).click(),
  ])
  const rowsRead = await parquetReadObjects({ file: await asyncBufferFromFile(await parquet.path()) })
  expect(rowsRead).toHaveLength(500)
  expect(rowsRead.map(({ event_id }) => event_id)).toEqual(events.map(({ event_id }) => event_id))
  const [head, ...lines] = await save('CSV')
  expect(lines).toHaveLength(500)
  expect(Object.keys(events[0]).sort()).toEqual(head?.split(',').sort())
})

for (const theme of THEMES) {
  test(`events, ${theme}: no serious accessibility violation, nothing overflows`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    await toTheRowsBehind(page)
    await checkScreen(page, `events-${theme}`)
    await page.getByRole('table').getByRole('link').first().click()
    await expect(stage(page, 'Report')).toBeVisible()
    await checkScreen(page, `event-trace-${theme}`)
    await page.getByRole('link', { name: 'Open the report' }).click()
    await expect(page.getByRole('region', { name: 'Anomalies' })).toContainText('Observed')
    await expect(page.getByRole('group', { name: 'Error rate per minute, and the expected range' })).toBeVisible()
    await checkScreen(page, `report-anomalies-${theme}`)
    await goTo(page, 'Live')
    await expect(page.getByRole('group', { name: 'Error rate per minute, and the expected range' })).toBeVisible()
    await checkScreen(page, `live-anomalies-${theme}`)
  })
}

function whole(text: string | undefined): number {
  return Number(text?.replaceAll(',', ''))
}

/** Parquet readers return a uuid as text or as its bytes. */
function uuidOf(value: unknown): string {
  if (!(value instanceof Uint8Array)) return String(value)
  const hex = Buffer.from(value).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

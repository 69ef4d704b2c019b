import { readFile } from 'node:fs/promises'
import { parquetReadObjects } from 'hyparquet'
import { expect, goTo, test } from '../../support/window'

test.beforeEach(async ({ page }) => {
  await goTo(page, 'Reports')
  const first = page.getByRole('row').filter({ hasText: 'complete' }).first()
  await expect(first).toBeVisible({ timeout: 90_000 })
  await first.getByRole('link', { name: /^Report of / }).click()
  await expect(page.getByRole('group', { name: 'Files of this report' })).toBeVisible()
})

test('one click leads from a window to its report, and the ledger balances', async ({ page }) => {
  await expect(page.getByRole('img', { name: /^Success and error by event type/ }).first()).toBeVisible()
  for (const figure of ['events', 'errors', 'error rate', 'analysis']) {
    await expect(page.getByText(figure, { exact: true }).first()).toBeVisible()
  }
  await expect(page).toHaveURL(/#\/reports\/user_interactions\/\d{4}-\d\d-\d\d_\d\d-\d\d$/)
})

test('its files agree with each other', async ({ page }) => {
  const save = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('group', { name: 'Files of this report' }).getByRole('button', { name, exact: true }).click(),
    ])
    return readFile(await download.path())
  }
  const report = JSON.parse((await save('JSON')).toString('utf8'))
  const rows = (await save('CSV')).toString('utf8').trim().split('\r\n').slice(1)
  const events = rows
    .map((row) => row.split(','))
    .reduce((sum, [, , success, error]) => sum + Number(success) + Number(error), 0)
  expect(events).toBe(report.report.total_events)
  const parquet = await save('Parquet')
  const { buffer, byteOffset, byteLength } = parquet
  const objects = await parquetReadObjects({
    file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
    columns: ['status'],
  })
  expect(objects).toHaveLength(report.report.total_events)
  expect(objects.filter(({ status }) => status === 'ERROR')).toHaveLength(report.report.total_errors)
  const png = await save('PNG')
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect(png.length).toBeGreaterThan(5_000)
})

test('its JSON is shown on the page', async ({ page }) => {
  await page.getByRole('button', { name: 'View JSON' }).click()
  await expect(page.getByLabel('Report as JSON')).toContainText('"by_event_type"')
})

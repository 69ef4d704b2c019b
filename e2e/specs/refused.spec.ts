import { expect, test } from 'playwright/test'
import { type Served, serve } from '../support/millrace'

let served: Served
test.beforeAll(async () => {
  served = await serve()
})
test.afterAll(() => served.stop())

test('a page without the token shows where to find it', async ({ page }) => {
  await page.goto(served.origin)
  await expect(page.getByRole('heading', { name: 'This browser has no access yet' })).toBeVisible()
})

test('a page with a wrong token reports that the token is not valid', async ({ page }) => {
  await page.goto(`${served.origin}/#token=${'x'.repeat(32)}`)
  await expect(page.getByRole('heading', { name: 'The access token in this address is not valid' })).toBeVisible()
})

test('the token is removed from the address once the page has it', async ({ page }) => {
  await page.goto(served.url)
  await expect(page.getByRole('article', { name: 'Source' })).toBeVisible()
  expect(page.url()).not.toContain(served.token)
})

test('the page keeps its data and reports when Millrace is gone', async ({ page }) => {
  const other = await serve()
  await page.goto(other.url)
  await expect(page.getByLabel('Flow')).toContainText('Flowing')
  await other.stop()
  await expect(page.getByText(/reconnect/i).first()).toBeVisible()
  await expect(page.getByRole('article', { name: 'Source' })).toBeVisible()
})

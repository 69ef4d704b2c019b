import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { SIZES, seriousViolations, THEMES } from '../support/check-screen'
import { root, type Served, serve } from '../support/millrace'

let served: Served
test.beforeAll(async () => {
  served = await serve({ env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } })
})
test.afterAll(() => served.stop())

for (const theme of THEMES) {
  test(`without an engine the services show what is missing, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    await page.goto(served.url)
    await page.getByRole('navigation').getByRole('link', { name: 'Services' }).click()
    await expect(page.getByRole('alert')).toContainText('No container engine found')
    await expect(page.getByRole('alert')).toContainText('nowhere')
    await expect(page.getByRole('button', { name: 'Start all' })).toBeDisabled()
    await expect(page.getByRole('button', { name: 'Start Kafka', exact: true })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
    await expect(page.getByText('No lines yet')).toBeVisible()
    for (const { name, width, height } of SIZES) {
      await page.setViewportSize({ width, height })
      await page.screenshot({ path: join(root, 'test-results', 'screens', `services-no-engine-${theme}-${name}.png`) })
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    }
    expect(await seriousViolations(page)).toEqual([])
  })
}

test('without an engine a copy to Docker fails with the reason, and the stages run again', async ({ page }) => {
  await page.goto(served.url)
  await expect(page.getByRole('banner').getByText('Flowing')).toBeVisible({ timeout: 60_000 })
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Copy data to Docker…' }).click()
  await page.getByRole('button', { name: 'Copy data', exact: true }).click()
  const copy = page.getByRole('region', { name: 'Copy to Docker' })
  await expect(copy.getByText('The copy to Docker failed')).toBeVisible({ timeout: 60_000 })
  await expect(copy.getByText(/container engine/)).toBeVisible()
  await expect(copy.getByRole('button', { name: 'Try again' })).toBeVisible()
  await expect(copy.getByRole('button', { name: 'Remove what was copied' })).toBeHidden()
  await expect(page.getByRole('banner').getByText('Flowing')).toBeVisible({ timeout: 60_000 })
  expect(await seriousViolations(page)).toEqual([])
})

test('without an engine the stages over Docker link to the services that they wait for', async ({ page }) => {
  await page.goto(`${served.url}`)
  await page.getByRole('banner').getByRole('link', { name: 'Embedded' }).click()
  await page.getByRole('radiogroup', { name: 'Backend' }).getByRole('radio', { name: 'Docker' }).click()
  await expect(page.getByText('Switching to Docker:')).toBeVisible()
  await expect(page.getByRole('banner').getByRole('link', { name: 'Docker' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('Switching to Docker:')).toBeHidden()
  await page.getByRole('navigation').getByRole('link', { name: 'Pipeline' }).click()
  await page.getByRole('alert').getByRole('link', { name: 'Go to Services' }).click()
  await expect(page.getByRole('heading', { name: 'Services' })).toBeVisible()
})

import { expect, goTo, test } from '../../support/window'

test('the detector is scored while the pipeline runs, on a chosen scenario, and the result is kept', async ({
  page,
}) => {
  await goTo(page, 'Score')
  await page.getByText('Choose', { exact: true }).click()
  const start = page.getByRole('button', { name: 'Score the detector' })
  await expect(start).toBeDisabled()
  await page.getByText('Bad deploy', { exact: true }).click()
  await page.getByLabel('Simulated hours').fill('3')
  await page.getByLabel('Events a minute').fill('600')
  await page.getByLabel('Seed').fill('7')
  await start.click()

  const result = page.getByRole('region', { name: 'Result' })
  await expect(result).toContainText('3 hours at 600 events a minute, seed 7, Bad deploy')
  await expect(result.getByRole('row', { name: /^Bad deploy to 8 %, × 1\.8/ })).toContainText('100 %')
  await expect(result).toContainText('1 of 1 detectable disturbances found')
  await expect(result.getByRole('region', { name: 'False incidents' })).toBeVisible()

  await page.reload()
  await expect(result).toContainText('seed 7')
})

test('a long score shows its progress, does not block the window, and is cancelled', async ({ page }) => {
  await goTo(page, 'Score')
  await page.getByLabel('Simulated hours').fill('168')
  await page.getByLabel('Events a minute').fill('6,000')
  await page.getByRole('button', { name: 'Score the detector' }).click()
  const running = page.getByRole('region', { name: 'So far' })
  await expect(running.getByRole('status')).toContainText(/^[1-9]\d* of 168 hours simulated/)
  await expect(running).toContainText('False alarms a day')
  await expect(page.getByLabel('Seed')).toBeDisabled()

  await goTo(page, 'Scenarios')
  await goTo(page, 'Score')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(running).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Score the detector' })).toBeEnabled()
})

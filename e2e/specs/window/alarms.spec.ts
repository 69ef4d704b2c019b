import type { Page } from 'playwright/test'
import { checkScreen, THEMES } from '../../support/check-screen'
import { expect, goTo, test } from '../../support/window'

const MORE_THAN_ANY_DISK = '900000'
const SOON = { timeout: 60_000 }

/** From which value on the disk raises an alarm, in GB. */
async function limitDisk(page: Page, gigabytes: string): Promise<void> {
  await goTo(page, 'Alerts')
  const card = page.getByRole('region', { name: 'Alarms of the pipeline' })
  await card.getByRole('textbox', { name: 'Free disk below' }).fill(gigabytes)
  await card.getByRole('button', { name: 'Save' }).click()
  await expect(card.getByRole('button', { name: 'Save' })).toHaveCount(0)
}

test('an alarm is listed, counted, acknowledged, muted, and ends once its cause is gone', async ({ page }) => {
  test.setTimeout(180_000)
  await limitDisk(page, MORE_THAN_ANY_DISK)
  const link = page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: /^Incidents/ })
  await expect(link).toContainText('1 open', SOON)
  await expect(page.getByRole('alert').filter({ hasText: 'The disk is nearly full' }).first()).toBeVisible()

  await goTo(page, 'Incidents')
  await page.getByRole('link', { name: 'The disk is nearly full' }).click()
  const panel = page.getByRole('region', { name: 'The disk is nearly full' })
  await expect(panel).toContainText(/Only .* GB are free on the disk of .*; the limit is 900,000 GB\./)
  await panel.getByRole('button', { name: 'Acknowledge' }).click()
  await expect(panel.getByText('acknowledged', { exact: true })).toBeVisible()
  await panel.getByRole('button', { name: /^Mute alarms/ }).click()
  await page.getByRole('menuitem', { name: 'For an hour' }).click()

  await limitDisk(page, '0')
  const mutes = page.getByRole('region', { name: 'Muted' })
  await expect(mutes).toContainText('The disk is nearly full')
  await mutes.getByRole('button', { name: 'Unmute The disk is nearly full' }).click()
  await expect(mutes.getByRole('listitem')).toHaveCount(0)
  await goTo(page, 'Incidents')
  const item = page.getByRole('listitem').filter({ hasText: 'The disk is nearly full' })
  await expect(item).toContainText('ended', SOON)
  await expect(link).not.toContainText('open')
})

test('limits out of range are refused where they are typed', async ({ page }) => {
  await goTo(page, 'Alerts')
  const card = page.getByRole('region', { name: 'Alarms of the pipeline' })
  await card.getByRole('textbox', { name: 'Sink behind by' }).fill('soon')
  await expect(card.getByText('Out of range')).toBeVisible()
  await expect(card.getByRole('button', { name: 'Save' })).toBeDisabled()
  await card.getByRole('button', { name: 'Cancel' }).click()
  await expect(card.getByRole('textbox', { name: 'Sink behind by' })).toHaveValue('60')
})

test('a rule can be about some alarms alone', async ({ page }) => {
  await goTo(page, 'Alerts')
  await page.getByRole('button', { name: 'New rule' }).click()
  const dialog = page.getByRole('dialog', { name: 'New rule' })
  await dialog.getByLabel('Name').fill('The disk')
  await dialog.getByText('The pipeline', { exact: true }).click()
  await dialog.getByText('The disk is nearly full').click()
  await dialog.getByRole('button', { name: 'Save rule' }).click()
  const rule = page.getByRole('listitem', { name: 'The disk', exact: true })
  await expect(rule).toContainText('The disk is nearly full')
  await rule.getByRole('button', { name: 'More about The disk' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('menuitem', { name: 'Confirm delete' }).click()
  await expect(rule).toHaveCount(0)
})

test('a stage that was stopped by hand is a reminder, with a button to start it', async ({ page }) => {
  await page.getByRole('button', { name: 'Stop Sink' }).click()
  await goTo(page, 'Incidents')
  const reminder = page.getByRole('alert').filter({ hasText: 'Stopped by hand: Sink' })
  await expect(reminder).toBeVisible()
  await checkScreen(page, 'alarms-stopped-by-hand')
  await reminder.getByRole('button', { name: 'Start' }).click()
  await expect(reminder).toHaveCount(0)
})

for (const theme of THEMES) {
  test(`alarms, ${theme}: no serious accessibility violation, nothing overflows`, async ({ page }) => {
    test.setTimeout(180_000)
    await page.emulateMedia({ colorScheme: theme })
    await limitDisk(page, MORE_THAN_ANY_DISK)
    await goTo(page, 'Incidents')
    const open = page.getByRole('region', { name: 'Open' })
    await open.getByRole('link', { name: 'The disk is nearly full' }).click(SOON)
    await expect(page.getByRole('region', { name: 'The disk is nearly full' })).toBeVisible()
    // Popups hide a part of the screen for a while.
    await expect(page.getByRole('alert')).toHaveCount(0, { timeout: 30_000 })
    await checkScreen(page, `alarms-${theme}`)
    await goTo(page, 'Alerts')
    await checkScreen(page, `alarm-limits-${theme}`)
    await limitDisk(page, '1')
    await goTo(page, 'Incidents')
    await expect(page.getByRole('region', { name: 'Open' })).toHaveCount(0, SOON)
  })
}

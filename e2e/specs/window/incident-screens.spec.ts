import { checkScreen, THEMES } from '../../support/check-screen'
import { receiveWebhooks } from '../../support/webhook-receiver'
import { addWebhook, expect, goTo, test } from '../../support/window'

test.use({
  past: {
    minutes: 40,
    rate: 100,
    disturbances: [
      {
        kind: 'bad-deploy',
        types: ['SEARCH'],
        startSeconds: 25 * 60,
        lengthSeconds: 360,
        errorRate: 0.15,
        factor: 2.2,
      },
      { kind: 'error-burst', types: ['CHECKOUT'], startSeconds: 37 * 60, lengthSeconds: 180, errorRate: 0.2 },
    ],
  },
})

test.beforeEach(async ({ page }) => {
  await goTo(page, 'Incidents')
  // It begins last: once it is listed, all past windows were judged.
  await expect(page.getByRole('link', { name: 'Checkout: error rate' })).toBeVisible({ timeout: 60_000 })
  // Popups hide a part of the screen for a while.
  await expect(page.getByRole('alert')).toHaveCount(0, { timeout: 30_000 })
})

for (const theme of THEMES) {
  test(`incidents, ${theme}: no serious accessibility violation, nothing overflows`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    await checkScreen(page, `incidents-timeline-${theme}`)
    await page.getByRole('link', { name: 'Search: error rate and latency' }).click()
    const panel = page.getByRole('region', { name: 'Search' })
    await expect(panel.getByRole('group', { name: 'Latency per minute, and the expected range' })).toBeVisible()
    await expect(panel.getByRole('region', { name: 'Notifications' })).toBeVisible()
    await checkScreen(page, `incidents-${theme}`)
  })

  test(`alerts, ${theme}: no serious accessibility violation, nothing overflows`, async ({ page }) => {
    const receiver = await receiveWebhooks()
    try {
      await page.emulateMedia({ colorScheme: theme })
      await addWebhook(page, `On call, ${theme}`, `${receiver.origin}/hook`)
      await page.getByRole('button', { name: `Test On call, ${theme}` }).click()
      await expect(page.getByText('Delivered.')).toBeVisible()
      await checkScreen(page, `alerts-${theme}`)
      await page.getByRole('button', { name: 'New rule' }).click()
      await expect(page.getByRole('dialog', { name: 'New rule' })).toBeVisible()
      await checkScreen(page, `alerts-rule-${theme}`)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: /^Notifications/ }).click()
      await expect(page.getByRole('dialog', { name: 'Notifications' })).toBeVisible()
      await checkScreen(page, `notices-${theme}`)
    } finally {
      await receiver.stop()
    }
  })
}

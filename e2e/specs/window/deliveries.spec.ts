import { receiveWebhooks } from '../../support/webhook-receiver'
import { addWebhook, expect, goTo, test } from '../../support/window'

// Checkouts have begun to fail, and the incident is still open for the detector, since it continues over three unremarkable
// minutes.
test.use({
  past: {
    minutes: 20,
    rate: 100,
    disturbances: [
      { kind: 'error-burst', types: ['CHECKOUT'], startSeconds: 18 * 60, lengthSeconds: 120, errorRate: 0.3 },
    ],
  },
})

test.beforeEach(async ({ page }) => {
  await goTo(page, 'Incidents')
  await page.getByRole('link', { name: 'Checkout: error rate' }).click({ timeout: 60_000 })
})

test("an incident's windows and marks lead to the rows behind them", async ({ page }) => {
  const panel = page.getByRole('region', { name: 'Checkout', exact: true })
  await panel
    .getByRole('link', { name: /^Show rows/ })
    .last()
    .click()
  await expect(page).toHaveURL(/#\/events\/user_interactions\/[\d_-]+\?type=CHECKOUT&errors=1$/)
  await expect(page.getByRole('row').filter({ hasText: 'Checkout' }).first()).toContainText('ERROR')
  await page.goBack()
  await panel
    .getByRole('link', { name: /^\d\d:\d\d: \d\d\.\d %, show rows$/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\?type=CHECKOUT&errors=1$/)
})

test('a refused delivery is reported in the window, and can be resent', async ({ page }) => {
  const receiver = await receiveWebhooks()
  try {
    await addWebhook(page, 'Wrong address', `${receiver.origin}/refused`)
    // An open incident is sent to a new webhook with its next minute.
    const sent = page.getByRole('region', { name: 'Deliveries' }).getByRole('row').filter({ hasText: 'Wrong address' })
    await expect(sent).toContainText('failed the receiver refused it (HTTP 404)', { timeout: 75_000 })
    expect(receiver.received).toHaveLength(1)
    await page.getByRole('button', { name: /^Notifications/ }).click()
    const notice = page.getByRole('link', { name: 'The webhook Wrong address did not receive a message' })
    await expect(notice).toBeVisible()
    await page.keyboard.press('Escape')

    await sent.getByRole('button', { name: /^Resend / }).click()
    await expect(sent).toContainText('failed the receiver refused it (HTTP 404), 2 attempts')
    expect(receiver.received).toHaveLength(2)
    expect(new Set(receiver.received.map(({ headers }) => headers['millrace-delivery'])).size).toBe(1)
  } finally {
    await receiver.stop()
  }
})

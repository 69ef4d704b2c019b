import type { Page } from 'playwright/test'
import { isSigned, receiveWebhooks } from '../../support/webhook-receiver'
import { addWebhook, expect, goTo, test } from '../../support/window'

test.use({ past: { minutes: 20, rate: 100 } })

const SECONDS = 20
const SCENARIO = {
  name: 'Checkouts fail',
  disturbances: [{ kind: 'error-burst', types: ['CHECKOUT'], startSeconds: 0, lengthSeconds: SECONDS, errorRate: 0.6 }],
}

async function startScenario(page: Page) {
  await goTo(page, 'Scenarios')
  await page.getByLabel('Scenario file').setInputFiles({
    name: 'checkouts-fail.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(SCENARIO)),
  })
  // All steps within one minute: then only that minute is reported.
  await expect.poll(() => new Date().getUTCSeconds(), { timeout: 60_000 }).toBeLessThan(60 - SECONDS - 5)
  await page.getByRole('button', { name: 'Start Checkouts fail' }).click()
  await expect(page.getByRole('region', { name: 'Checkouts fail' })).toContainText('on')
}

test('an incident begins, is notified, acknowledged, and ends; a webhook gets each change once', async ({
  page,
  door,
}) => {
  test.skip(door === 'electron', 'there the system shows notifications')
  // Four unremarkable minutes have to pass.
  test.setTimeout(420_000)
  const receiver = await receiveWebhooks()
  try {
    const secret = await addWebhook(page, 'On call', `${receiver.origin}/hook`)
    await startScenario(page)

    const popup = page.getByRole('alert').filter({ hasText: 'Checkout: more errors' })
    await expect(popup).toContainText(/Checkout errors \d\d\.\d %, expected [\d.]+–[\d.]+ %, since \d\d:\d\d\./, {
      timeout: 90_000,
    })
    await expect(page.getByRole('link', { name: 'Incidents' })).toContainText('1 open')
    await expect.poll(() => receiver.received.length).toBe(1)

    await page.getByRole('button', { name: 'Notifications, 1 unread' }).click()
    await page
      .getByRole('dialog', { name: 'Notifications' })
      .getByRole('link', { name: 'Checkout: more errors' })
      .click()
    const panel = page.getByRole('region', { name: 'Checkout', exact: true })
    await expect(panel).toContainText(/Checkout errors \d\d\.\d %/)
    await expect(panel.getByText(/^users?$/)).toBeVisible()
    await expect(panel.getByRole('group', { name: 'Error rate per minute, and the expected range' })).toBeVisible()
    const notifications = panel.getByRole('region', { name: 'Notifications' })
    await expect(notifications.getByRole('row').filter({ hasText: 'On call' })).toContainText('delivered HTTP 204')
    await expect(notifications.getByRole('row').filter({ hasText: 'Desktop' })).toContainText('delivered shown')

    await panel.getByRole('button', { name: 'Acknowledge' }).click()
    await expect(panel.getByTitle('ongoing, acknowledged')).toBeVisible()
    await expect.poll(() => receiver.received.length).toBe(2)

    await expect(panel.getByTitle('the values returned to the expected range')).toBeVisible({ timeout: 330_000 })
    await expect(page.getByRole('alert').filter({ hasText: 'Checkout: more errors, over' })).toBeVisible()
    await expect.poll(() => receiver.received.length).toBe(3)

    expect(receiver.received.map((message) => isSigned(message, secret))).toEqual([true, true, true])
    const bodies = receiver.received.map(({ text }) => JSON.parse(text))
    expect(bodies.map(({ change }) => change)).toEqual(['opened', 'acknowledged', 'ended'])
    expect(new Set(bodies.map(({ incident }) => incident.id)).size).toBe(1)
    expect(bodies[2].incident).toMatchObject({ dataset: 'user_interactions', type: 'CHECKOUT', state: 'ended' })
    await expect(notifications.getByRole('row').filter({ hasText: 'On call' })).toHaveCount(3)
  } finally {
    await receiver.stop()
  }
})

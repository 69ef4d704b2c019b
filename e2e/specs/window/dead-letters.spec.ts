import { expect, goTo, test } from '../../support/window'

const LINE = '203.0.113.9 - - [17/May/2025:10:05:03 +0000] "GET / HTTP/1.1" 200 12 "-" "x"'

test('dead letters are grouped, tried in a preview, and discarded with a reason', async ({ page }) => {
  const buffer = Buffer.from(`${`${LINE}\n`.repeat(20)}starting\nstopping\n`)
  await goTo(page, 'Replay')
  await page.locator('input[type=file]').setInputFiles({ name: 'letters.log', mimeType: 'text/plain', buffer })
  await page.getByRole('button', { name: 'Start replay' }).click()
  const job = page.getByRole('listitem', { name: 'letters.log' })
  await expect(job).toContainText('2 dead letters', { timeout: 60_000 })
  await job.getByRole('link', { name: 'Dead letters' }).click()

  const group = page.getByRole('table', { name: 'Groups' }).getByRole('row').nth(1)
  await expect(group).toContainText('access_log')
  await group.getByRole('button', { name: 'Send again…' }).click()
  const resend = page.getByRole('dialog', { name: 'Send again' })
  await expect(resend.getByText('None of 2 would pass now.')).toBeVisible()
  await expect(resend.getByRole('button', { name: 'Send again' })).toBeDisabled()
  await resend.getByRole('button', { name: 'Cancel' }).click()

  await group.getByRole('button', { name: 'Discard…' }).click()
  const discard = page.getByRole('dialog', { name: 'Discard 2 dead letters?' })
  await discard.getByRole('button', { name: 'Discard' }).click()
  await expect(discard.getByText('Enter a reason')).toBeVisible()
  await discard.getByLabel('Reason').fill('start and stop of the server')
  await discard.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByText('No open dead letters')).toBeVisible()

  await page.getByText('All', { exact: true }).click()
  await page
    .getByRole('button', { name: /^Dead letter / })
    .first()
    .click()
  await expect(page.getByText('Discarded: start and stop of the server')).toBeVisible()
})

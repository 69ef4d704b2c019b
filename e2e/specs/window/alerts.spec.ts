import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { receiveWebhooks } from '../../support/webhook-receiver'
import { expect, goTo, test } from '../../support/window'

test.beforeEach(async ({ page }) => {
  await goTo(page, 'Alerts')
})

test('a rule is validated, saved, switched off, muted, changed, and deleted', async ({ page }) => {
  const rules = page.getByRole('region', { name: 'Rules' })
  await page.getByRole('button', { name: 'New rule' }).click()
  const dialog = page.getByRole('dialog', { name: 'New rule' })
  await dialog.getByRole('textbox', { name: 'Limit' }).fill('250')
  await dialog.getByLabel('Types').selectOption({ label: 'Selected types' })
  await dialog.getByRole('button', { name: 'Save rule' }).click()
  await expect(dialog.getByText('A rule needs a name.')).toBeVisible()
  await expect(dialog.getByText('0 to 100 %.')).toBeVisible()
  await expect(dialog.getByText('Choose at least one type.')).toBeVisible()
  await dialog.getByLabel('Name').fill('Payments fail')
  await dialog.getByRole('textbox', { name: 'Limit' }).fill('12.5')
  await dialog.getByText('Payment', { exact: true }).click()
  await dialog.getByRole('checkbox', { name: 'The desktop' }).uncheck()
  await dialog.getByRole('button', { name: 'Save rule' }).click()

  const rule = rules.getByRole('listitem', { name: 'Payments fail' })
  await expect(rule).toContainText('Error rate above 12.5 %, for Payment, in every dataset')
  await expect(rule).toContainText('notifies this window')
  await rule.getByRole('switch').click({ force: true })
  await expect(rule.getByRole('switch')).not.toBeChecked()
  await rule.getByRole('button', { name: 'Mute Payments fail' }).click()
  await page.getByRole('menuitem', { name: 'For an hour' }).click()
  await expect(rule.getByRole('button', { name: /^Payments fail is muted until/ })).toBeVisible()

  await rule.getByRole('button', { name: 'More about Payments fail' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await page.getByText('Any anomaly', { exact: true }).last().click()
  await page.getByRole('button', { name: 'Save rule' }).click()
  await expect(rule).toContainText('Anomalous error rate, volume or latency, for Payment')
  await expect(rule.getByRole('switch')).not.toBeChecked()

  await rule.getByRole('button', { name: 'More about Payments fail' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('menuitem', { name: 'Confirm delete' }).click()
  await expect(rule).toHaveCount(0)
})

test('webhooks are validated, tested with the outcome in words, and deleted', async ({ page }) => {
  const receiver = await receiveWebhooks()
  try {
    const add = async (name: string, format: 'JSON' | 'Slack', url: string) => {
      await page.getByRole('button', { name: 'Add a webhook' }).click()
      await page.getByText(format, { exact: true }).last().click()
      await page.getByLabel('Name').fill(name)
      await page.getByLabel('Address').fill(url)
      await page.getByRole('button', { name: 'Save webhook' }).click()
    }
    await add('Team', 'Slack', 'ftp://example.org')
    await expect(page.getByRole('alert')).toContainText('the address of a webhook must begin with https:// or http://')
    await page.getByLabel('Address').fill(`${receiver.origin}/team`)
    await page.getByRole('checkbox', { name: 'Any anomaly' }).uncheck()
    await page.getByRole('checkbox', { name: 'The pipeline fails' }).uncheck()
    await page.getByRole('button', { name: 'Save webhook' }).click()
    const team = page.getByRole('listitem', { name: 'Team' })
    await expect(team).toContainText('No rule uses this webhook, so it receives nothing.')
    await team.getByRole('button', { name: 'Test Team' }).click()
    await expect(team.getByRole('status')).toContainText('Delivered. HTTP 204')
    expect(JSON.parse(receiver.received[0]?.text ?? '')).toMatchObject({ text: expect.stringContaining('a test') })

    await add('Gone', 'JSON', `${receiver.origin}/refused`)
    await page.getByRole('button', { name: 'Done' }).click()
    const gone = page.getByRole('listitem', { name: 'Gone' })
    await expect(page.getByRole('listitem', { name: 'Any anomaly' })).toContainText('Gone')
    await gone.getByRole('button', { name: 'Test Gone' }).click()
    await expect(gone.getByRole('status')).toHaveText('The receiver answered with HTTP 404.')

    for (const name of ['Team', 'Gone']) {
      await page.getByRole('button', { name: `More about ${name}` }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await page.getByRole('menuitem', { name: 'Confirm delete' }).click()
      await expect(page.getByRole('listitem', { name })).toHaveCount(0)
    }
    await expect(page.getByRole('listitem', { name: 'Any anomaly' })).not.toContainText('Gone')
  } finally {
    await receiver.stop()
  }
})

test('unreadable secrets are reported where they are needed', async ({ page, hosted }) => {
  const file = join(hosted.dataDir, 'webhook-secrets.json')
  await writeFile(file, 'not JSON')
  try {
    await page.getByRole('button', { name: 'Add a webhook' }).click()
    await page.getByLabel('Name').fill('Team')
    await page.getByLabel('Address').fill('https://example.org/hook')
    await page.getByRole('button', { name: 'Save webhook' }).click()
    const problem = page.getByRole('alert').filter({ hasText: 'The webhook could not be saved' })
    await expect(problem).toContainText(`The secrets in ${file} cannot be opened: it is damaged.`)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('listitem', { name: 'Team' })).toHaveCount(0)
  } finally {
    await rm(file)
  }
})

test('the browser asks for permission only after a click, and notifies while the page is hidden', async ({
  page,
  door,
}) => {
  test.skip(door === 'electron', 'there the system shows notifications')
  // Chromium without a display shows no notifications: the test checks the page's calls instead.
  await page.evaluate(() => {
    const asked: string[] = []
    class Shown extends EventTarget {
      static permission = 'default'
      static async requestPermission() {
        asked.push('permission')
        Shown.permission = 'granted'
        return Shown.permission
      }
      constructor(title: string) {
        super()
        asked.push(title)
      }
    }
    Object.assign(window, { Notification: Shown, asked })
    window.location.hash = '#/'
  })
  const asked = () => page.evaluate(() => (window as Window & { asked?: string[] }).asked)
  await goTo(page, 'Alerts')
  expect(await asked()).toEqual([])
  await page.getByRole('button', { name: 'Allow browser notifications' }).click()
  await expect(page.getByText('The browser also shows them while the page is in the background.')).toBeVisible()

  const desktop = page.getByRole('button', { name: 'Test the desktop' })
  await desktop.click()
  await expect(page.getByRole('alert').filter({ hasText: 'Millrace: a test' })).toBeVisible()
  expect(await asked()).toEqual(['permission'])
  await page.evaluate(() => Object.defineProperty(document, 'visibilityState', { value: 'hidden' }))
  await desktop.click()
  await expect.poll(asked).toEqual(['permission', 'Millrace: a test'])
})

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkScreen, THEMES } from '../../support/check-screen'
import { expect, goTo, test } from '../../support/window'

test('encryption is switched in the settings, and Kafka’s row says how to connect', async ({ page, hosted }) => {
  await goTo(page, 'Settings')
  const encrypt = page.getByRole('switch', { name: 'Encrypt and log in (SASL_SSL)' })
  await expect(encrypt).not.toBeChecked()
  await encrypt.click({ force: true })
  await expect(encrypt).toBeChecked()
  const kept = JSON.parse(await readFile(join(hosted.dataDir, 'encryption-secrets.json'), 'utf8'))
  const { KAFKA_PASSWORD: password, CA_CERTIFICATE: authority } = kept.values
  const settings = await readFile(join(hosted.dataDir, 'settings.json'), 'utf8')
  expect(JSON.parse(settings).services.encrypt).toBe(true)
  expect(settings).not.toContain(password)

  await goTo(page, 'Services')
  const kafka = page.locator('[data-service="kafka"]')
  await kafka.getByRole('button', { name: 'Kafka', exact: true }).click()
  await expect(kafka.getByText('SASL_SSL: encrypted, with a password')).toBeVisible()
  await expect(kafka.getByLabel('Encrypted')).toBeVisible()
  await kafka.getByRole('button', { name: 'Connect a client…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Connect to Kafka' })
  await expect(dialog.getByText('security.protocol=SASL_SSL')).toBeVisible()
  await expect(dialog).not.toContainText(password)
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme })
    await checkScreen(page, `encryption-client-${colorScheme}`)
  }
  await dialog.getByRole('button', { name: 'Show the password' }).click()
  await expect(dialog).toContainText(password)
  await dialog.getByText('Certificate', { exact: true }).click()
  await expect(dialog).toContainText(authority.split('\n')[1])
  await page.keyboard.press('Escape')
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme })
    await checkScreen(page, `encryption-services-${colorScheme}`)
  }

  await goTo(page, 'Settings')
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme })
    await checkScreen(page, `encryption-settings-${colorScheme}`)
  }
  await encrypt.click({ force: true })
  await expect(encrypt).not.toBeChecked()
  await goTo(page, 'Services')
  await kafka.getByRole('button', { name: 'Kafka', exact: true }).click()
  await expect(kafka.getByText('plain text, on this machine only')).toBeVisible()
})

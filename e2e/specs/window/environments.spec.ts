import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkScreen, THEMES } from '../../support/check-screen'
import { expect, goTo, test } from '../../support/window'

const NAME = 'staging'
const SECRET = 'only-for-this-test'

test('an environment is added, tested with the failing step named, kept without its secrets, and deleted', async ({
  page,
  hosted,
}) => {
  await goTo(page, 'Environments')
  await expect(page.getByText('No environments yet')).toBeVisible()
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await checkScreen(page, `environments-none-${theme}`)
  }
  await page.getByRole('button', { name: 'Add an environment' }).click()
  await page.getByLabel('Name', { exact: true }).fill(NAME)
  const kafka = page.getByRole('region', { name: 'Kafka', exact: true })
  await kafka.getByRole('button', { name: 'Remove' }).or(kafka.locator('.mantine-Pill-remove')).first().click()
  await kafka.getByLabel('Brokers').fill('kafka.invalid:9093')
  await kafka.getByLabel('Brokers').press('Enter')
  await kafka
    .getByRole('textbox', { name: 'Security' })
    .or(kafka.getByRole('combobox', { name: 'Security' }))
    .click()
  await page.getByRole('option', { name: 'SASL_SSL' }).click()

  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Some fields need another value')).toBeVisible()
  await kafka.getByLabel('User').fill('millrace')
  await kafka.getByRole('textbox', { name: 'Password' }).fill(SECRET)

  await page.getByRole('button', { name: 'Test the connections' }).click()
  await expect(page.getByRole('alert')).toContainText('kafka.invalid cannot be resolved', { timeout: 20_000 })
  await expect(kafka.getByRole('list', { name: 'Connection test' }).getByRole('listitem')).toHaveCount(1)
  await expect(kafka.getByRole('img', { name: 'Failed' })).toBeVisible()
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await checkScreen(page, `environments-${theme}`)
  }

  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(
    page.getByRole('navigation', { name: 'All environments' }).getByRole('button', { name: NAME }),
  ).toBeVisible()
  await page.reload()
  await expect(kafka.getByRole('textbox', { name: 'Password' })).toHaveAttribute(
    'placeholder',
    'Saved; leave empty to keep it',
  )
  await expect(kafka.getByRole('textbox', { name: 'Password' })).toHaveValue('')
  expect(await readFile(join(hosted.dataDir, 'environments.json'), 'utf8')).not.toContain(SECRET)

  await page.getByRole('button', { name: `More about ${NAME}` }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('menuitem', { name: 'Confirm delete' }).click()
  await expect(page.getByText('No environments yet')).toBeVisible()
  await expect.poll(() => readFile(join(hosted.dataDir, 'environment-secrets.json'), 'utf8')).not.toContain(SECRET)
})

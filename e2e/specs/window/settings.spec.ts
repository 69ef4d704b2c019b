import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, goTo, test } from '../../support/window'

test('a setting is saved in the settings file', async ({ page, hosted }) => {
  await goTo(page, 'Settings')
  const patience = page.getByLabel('Patience')
  await patience.fill('45')
  await patience.press('Enter')
  await expect(async () => {
    const kept = JSON.parse(await readFile(join(hosted.dataDir, 'settings.json'), 'utf8'))
    expect(kept.windows.patienceMs).toBe(45_000)
  }).toPass()
  await page.reload()
  await expect(page.getByLabel('Patience')).toHaveValue('45 s')
})

test('a changed setting leaves the others of its card as they are', async ({ page }) => {
  await goTo(page, 'Settings')
  for (const [label, value] of [
    ['Patience', '50'],
    ['Grace', '3'],
  ] as const) {
    await page.getByLabel(label).fill(value)
    await page.getByLabel(label).press('Enter')
    await expect(page.getByLabel(label)).toHaveValue(`${value} s`)
  }
  await page.reload()
  await expect(page.getByLabel('Grace')).toHaveValue('3 s')
  await expect(page.getByLabel('Patience')).toHaveValue('50 s')
})

test('an invalid setting is refused next to its field, and not saved', async ({ page }) => {
  await goTo(page, 'Settings')
  const rows = page.getByLabel('Keep rows for')
  const before = await rows.inputValue()
  await rows.fill('1')
  const age = page.getByLabel('Maximum age')
  await rows.press('Enter')
  await expect(page.getByText(/longer than the log/).first()).toBeVisible()
  await rows.press('Escape')
  await page.getByLabel('Maximum size').fill('1')
  await page.getByLabel('Maximum size').press('Enter')
  await expect(page.getByText('Give 16 MB to 100 TB')).toBeVisible()
  await expect(rows).toHaveValue(before)
  await expect(age).toHaveValue('24 h')
})

test('the theme can be chosen', async ({ page }) => {
  await goTo(page, 'Settings')
  await page.getByText('Dark', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await page.getByText('System', { exact: true }).click()
})

test('backend and sink can be chosen, and unavailable choices show the reason', async ({ page }) => {
  await goTo(page, 'Settings')
  const backends = page.getByRole('radiogroup', { name: 'Backend' })
  await expect(backends.getByRole('radio', { name: 'Embedded' })).toBeChecked()
  await expect(backends.getByRole('radio', { name: 'Docker' })).toBeEnabled()
  await backends.getByRole('radio', { name: /External/ }).click()
  await expect(page.getByRole('alert')).toContainText('The external backend needs an environment.')
  await expect(backends.getByRole('radio', { name: 'Embedded' })).toBeChecked()
  const sinks = page.getByRole('radiogroup', { name: 'Sink' })
  await expect(sinks.getByRole('radio', { name: 'Built-in' })).toBeChecked()
  await expect(sinks.getByRole('radio', { name: /Needs the Docker backend/ })).toBeDisabled()
  await page.getByRole('navigation').getByRole('link', { name: 'Pipeline' }).click()
  await page.getByRole('banner').getByRole('link', { name: 'Embedded' }).click()
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
})

test('a copy to another backend says what it does before it starts', async ({ page }) => {
  await goTo(page, 'Settings')
  await page.getByRole('button', { name: 'Copy data to Docker…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Copy all data to Docker?' })
  await expect(dialog.getByText('Docker must be empty')).toBeVisible()
  await dialog.getByRole('button', { name: 'Not now' }).click()
  await expect(dialog).toBeHidden()
})

test('another engine is on the card of the stage at once', async ({ page, hosted }) => {
  await goTo(page, 'Settings')
  const engines = page.getByRole('radiogroup', { name: 'Engine' })
  await expect(engines.getByRole('radio', { name: /In process/ })).toBeChecked()
  await engines.getByRole('radio', { name: /ClickHouse/ }).click()
  await goTo(page, 'Pipeline')
  await expect(page.getByRole('article', { name: 'Analyse' }).getByText('ClickHouse')).toBeVisible()
  const kept = JSON.parse(await readFile(join(hosted.dataDir, 'settings.json'), 'utf8'))
  expect(kept.analysis.embedded.engine).toBe('clickhouse')
  expect(kept.analysis.docker.engine).toBe('in-process')
  await goTo(page, 'Settings')
  await engines.getByRole('radio', { name: /In process/ }).click()
  await goTo(page, 'Pipeline')
  await expect(page.getByRole('article', { name: 'Analyse' }).getByText('In process')).toBeVisible()
})

test('Spark can be set up, and a window waits for it with the reason when it is missing', async ({ page }) => {
  await goTo(page, 'Settings')
  const engines = page.getByRole('radiogroup', { name: 'Engine' })
  await engines.getByRole('radio', { name: /Spark/ }).click()
  const submit = page.getByLabel('spark-submit')
  await submit.fill('/nowhere/spark-submit')
  await submit.press('Enter')
  const master = page.getByLabel('Master')
  await master.fill('a cluster')
  await master.press('Enter')
  await expect(page.getByText(/Give local\[2\], spark:\/\/host:7077/)).toBeVisible()
  await master.press('Escape')
  await expect(master).toHaveValue('local[2]')
  await page.getByLabel('Properties').click()
  await page.keyboard.type('spark.jars.packages=a:b:1,c:d:2')
  await page.keyboard.press('Enter')
  await expect(page.getByText('spark.jars.packages=a:b:1,c:d:2')).toBeVisible()
  await page.reload()
  await expect(page.getByText('spark.jars.packages=a:b:1,c:d:2')).toBeVisible()
  await expect(submit).toHaveValue('/nowhere/spark-submit')
  await goTo(page, 'Pipeline')
  const card = page.getByRole('article', { name: 'Analyse' })
  await expect(card.getByText('Spark · local[2]')).toBeVisible()
  await expect(page.getByText(/Spark could not be started with "\/nowhere\/spark-submit"/).first()).toBeVisible({
    timeout: 90_000,
  })
  await goTo(page, 'Settings')
  await engines.getByRole('radio', { name: /In process/ }).click()
  await goTo(page, 'Pipeline')
  await expect(page.getByText(/Spark could not be started/)).toHaveCount(0, { timeout: 20_000 })
})

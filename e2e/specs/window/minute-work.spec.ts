import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { checkScreen, THEMES } from '../../support/check-screen'
import { serve, temporaryDir } from '../../support/millrace'
import { expect, goTo, test } from '../../support/window'

const chosen = (page: Page, group: string, title: RegExp) =>
  page.getByRole('radiogroup', { name: group }).getByRole('radio', { name: title })

test('each backend and each environment has its own engine and scheduler, and a switch brings them', async ({
  page,
  hosted,
}) => {
  await goTo(page, 'Settings')
  await expect(page.getByText('the engine that analyses each minute on Embedded')).toBeVisible()
  await chosen(page, 'Engine', /ClickHouse/).click()
  await expect(chosen(page, 'Engine', /ClickHouse/)).toBeChecked()

  await goTo(page, 'Environments')
  await page.getByRole('button', { name: 'Add an environment' }).click()
  await page.getByLabel('Name', { exact: true }).fill('staging')
  await page.getByRole('button', { name: 'Save and run on it' }).click()
  await expect(page.getByRole('banner').getByRole('link', { name: 'staging' })).toBeVisible()

  await goTo(page, 'Settings')
  await expect(page.getByText('the engine that analyses each minute on staging')).toBeVisible()
  await expect(chosen(page, 'Engine', /In process/)).toBeChecked()
  await chosen(page, 'Engine', /Spark/).click()
  await chosen(page, 'Scheduler', /^Airflow 3 of your own/).click()
  await expect(page.getByText('who starts the work of each minute on staging')).toBeVisible()
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await page.getByRole('region', { name: 'Analysis' }).scrollIntoViewIfNeeded()
    await checkScreen(page, `minute-work-${theme}`)
  }
  await page.getByRole('region', { name: 'Scheduler' }).scrollIntoViewIfNeeded()
  await checkScreen(page, 'minute-work-scheduler')
  await goTo(page, 'Pipeline')
  await expect(page.getByRole('article', { name: 'Analyse' }).getByText('Spark · local[2]')).toBeVisible()

  await goTo(page, 'Settings')
  await chosen(page, 'Backend', /Embedded/).click()
  await expect(page.getByRole('banner').getByRole('link', { name: 'Embedded' })).toBeVisible()
  await expect(chosen(page, 'Engine', /ClickHouse/)).toBeChecked()
  await expect(chosen(page, 'Scheduler', /^Millrace/)).toBeChecked()
  await goTo(page, 'Pipeline')
  await expect(page.getByRole('article', { name: 'Analyse' }).getByText('ClickHouse')).toBeVisible()
  const kept = JSON.parse(await readFile(join(hosted.dataDir, 'settings.json'), 'utf8'))
  expect(kept.analysis).toEqual({
    embedded: { engine: 'clickhouse', scheduler: 'croner' },
    docker: { engine: 'in-process', scheduler: 'croner' },
    external: { staging: { engine: 'spark', scheduler: 'airflow' } },
  })
})

test('the choice of an earlier version stays for its backend, and one that is unknown is named', async ({ page }) => {
  const { dir, remove } = await temporaryDir()
  await writeFile(join(dir, 'settings.json'), '{"analysis":{"engine":"duckdb","scheduler":"airflow"}}')
  const served = await serve({ dataDir: dir })
  try {
    await page.goto(served.url)
    await goTo(page, 'Pipeline')
    await page.getByRole('button', { name: /^Last error of Analyse/ }).click()
    await expect(page.getByText(/The engine "duckdb" in .*settings\.json was not kept/).first()).toBeVisible()
    await goTo(page, 'Settings')
    await expect(chosen(page, 'Engine', /In process/)).toBeChecked()
    await expect(chosen(page, 'Scheduler', /^Airflow 3 of your own/)).toBeChecked()
  } finally {
    await served.stop()
    await remove()
  }
})

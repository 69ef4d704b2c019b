import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { checkScreen, THEMES } from '../../support/check-screen'
import { expect, goTo, test } from '../../support/window'

const SCHEMA = {
  type: 'record',
  name: 'Visit',
  namespace: 'org.example',
  fields: [
    { name: 'seen', type: { type: 'long', logicalType: 'timestamp-micros' } },
    { name: 'device', type: { type: 'record', name: 'Device', fields: [{ name: 'id', type: 'string' }] } },
    { name: 'action', type: { type: 'enum', name: 'Action', symbols: ['OPEN', 'CLOSE'] } },
    { name: 'ok', type: 'boolean' },
    { name: 'tookMs', type: ['null', 'int'], default: null },
    { name: 'tags', type: { type: 'array', items: 'string' }, default: [] },
  ],
}

const schemaFile = (name: string, schema: unknown) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(schema, null, 2)),
})

async function choose(page: Page, name: string, schema: unknown): Promise<void> {
  await page
    .getByRole('region', { name: 'Datasets' })
    .locator('input[type=file]')
    .setInputFiles(schemaFile(name, schema))
}

test('a schema becomes a dataset: its roles are guessed, corrected, and used without a restart', async ({ page }) => {
  await goTo(page, 'Settings')
  await choose(page, 'visits.avsc', SCHEMA)
  const dialog = page.getByRole('dialog', { name: 'New dataset from visits.avsc' })
  await expect(dialog.getByLabel('Title')).toHaveValue('Visits')
  await expect(dialog.getByLabel('Name')).toHaveValue('visits')
  await expect(dialog.getByLabel('Time of the event')).toHaveValue('seen')
  await expect(dialog.getByLabel('Outcome')).toHaveValue('ok')
  await expect(dialog.getByRole('checkbox', { name: 'false' })).toBeChecked()
  await dialog.getByLabel('Key').selectOption('device.id')
  await dialog.getByLabel('Event id').selectOption('')
  await dialog.getByLabel('Latency in ms').selectOption('tookMs')
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await checkScreen(page, `new-dataset-${theme}`)
  }
  await dialog.getByLabel('Name').fill('access_log')
  await dialog.getByRole('button', { name: 'Add dataset' }).click()
  await expect(dialog).toContainText('A dataset of Millrace has this name')
  await dialog.getByLabel('Name').fill('visits')
  await dialog.getByRole('button', { name: 'Add dataset' }).click()
  await expect(dialog).toHaveCount(0)
  const card = page.getByRole('region', { name: 'Datasets' })
  await expect(card).toContainText('visits', { timeout: 30_000 })
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await card.scrollIntoViewIfNeeded()
    await checkScreen(page, `datasets-${theme}`)
  }

  await goTo(page, 'Replay')
  await expect(page.getByRole('combobox', { name: 'Dataset' })).toContainText('Visits')
  await page.getByRole('combobox', { name: 'Dataset' }).selectOption('visits')
  const at = Date.UTC(2025, 4, 17, 10, 5, 3) * 1_000
  const events = [0, 1, 2].map((n) => ({
    seen: at + n,
    device: { id: 'd' },
    action: 'OPEN',
    ok: n > 0,
    tookMs: 5,
    tags: ['a'],
  }))
  const buffer = Buffer.from(events.map((event) => JSON.stringify(event)).join('\n'))
  await page.locator('input[type=file]').setInputFiles({ name: 'visits.jsonl', mimeType: 'text/plain', buffer })
  await page.getByRole('button', { name: 'Start replay' }).click()
  const job = page.getByRole('listitem', { name: 'visits.jsonl' })
  await expect(job).toContainText('3 events', { timeout: 60_000 })
  await job.getByRole('link', { name: 'Reports' }).click()
  await expect(page.getByRole('link', { name: /^Report of / }).first()).toBeVisible({ timeout: 60_000 })
})

test('a file that cannot be used says all that is wrong with it', async ({ page }) => {
  await goTo(page, 'Settings')
  const fields = [
    { name: 'a', type: 'text' },
    { name: 'next', type: ['null', 'bad'] },
  ]
  await choose(page, 'bad.avsc', { type: 'record', name: 'bad', fields })
  const dialog = page.getByRole('dialog', { name: 'New dataset from bad.avsc' })
  await expect(dialog).toContainText('field "a": there is no type "text"')
  await expect(dialog).toContainText('field "next": the record "bad" contains itself')
})

test('a folder that is put into the data directory is a dataset a moment later', async ({ page, hosted }) => {
  await goTo(page, 'Settings')
  const folder = join(hosted.dataDir, 'datasets', 'pings')
  await mkdir(folder, { recursive: true })
  const roles = { time: 'at' }
  await writeFile(join(folder, 'dataset.json'), JSON.stringify({ title: 'Pings', description: '', roles }))
  const fields = [{ name: 'at', type: 'long' }]
  await writeFile(join(folder, 'schema.avsc'), JSON.stringify({ type: 'record', name: 'ping', fields }))
  await expect(page.getByRole('region', { name: 'Datasets' })).toContainText('Pings', { timeout: 30_000 })
})

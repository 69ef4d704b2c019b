import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { checkScreen } from '../../support/check-screen'
import { expect, goTo, test } from '../../support/window'

const item = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true })

test.afterEach(async ({ page }) => {
  await goTo(page, 'Scenarios')
  const stop = page.getByRole('button', { name: /^(Stop scenario|Dismiss)$/ })
  if (await stop.isVisible()) await stop.click()
  await expect(page.getByRole('region', { name: 'No scenario is running' })).toBeVisible()
})

test('a scenario is started and stopped, and its effects are labelled', async ({ page, hosted }) => {
  await goTo(page, 'Scenarios')
  await item(page, 'Two troubles at once').getByRole('button', { name: 'Start Two troubles at once' }).click()
  const now = page.getByRole('region', { name: 'Two troubles at once' })
  await expect(now.getByRole('listitem').first()).toContainText(/^on.*Payment: 25 % fail.*14 min \d+ s left$/)
  await expect(now.getByRole('listitem').last()).toContainText(/^upcoming.*View product: 3 × slower.*starts in 4 min/)
  await expect(page.getByRole('link', { name: 'Scenarios' })).toContainText('on')

  await now.getByRole('button', { name: 'Stop scenario' }).click()
  await expect(now).toHaveCount(0)
  const folder = join(hosted.dataDir, 'objects', 'user-interactions')
  const [labels] = (await readdir(folder)).filter((name) => name.startsWith('truth_')).sort()
  const truth = JSON.parse(await readFile(join(folder, labels ?? ''), 'utf8'))
  expect(truth).toMatchObject({ scenario: 'Two troubles at once', disturbances: [{ kind: 'error-burst' }] })
  expect(truth.stoppedAt).toBe(truth.disturbances[0].to)
})

test('a second scenario asks before it ends the first', async ({ page }) => {
  await goTo(page, 'Scenarios')
  await item(page, 'Two troubles at once').getByRole('button', { name: 'Start Two troubles at once' }).click()
  const first = page.getByRole('region', { name: 'Two troubles at once' })
  await expect(first).toBeVisible()
  const other = page.getByRole('button', { name: /^Start / }).first()
  await other.click()
  const question = page.getByRole('dialog', { name: 'End “Two troubles at once”?' })
  await checkScreen(page, 'scenario-asks')
  await question.getByRole('button', { name: 'Keep it running' }).click()
  await expect(first).toBeVisible()
  await other.click()
  await question.getByRole('button', { name: 'End it and start' }).click()
  await expect(first).toHaveCount(0)
})

test('a scenario of your own is written, validated, saved, and deleted', async ({ page, hosted }) => {
  await goTo(page, 'Scenarios')
  await page.getByRole('button', { name: 'New scenario' }).click()
  const editor = page.getByRole('region', { name: 'New scenario' })
  await editor.getByLabel('Lasts').fill('a while')
  await editor.getByRole('button', { name: 'Save scenario' }).click()
  await expect(editor.getByText('A scenario needs a name.')).toBeVisible()
  await expect(editor.getByText('Enter a time such as 90 s, 10 min or 1 h.')).toBeVisible()

  await editor.getByLabel('Name').fill('Payments fail')
  await editor.getByLabel('Lasts').fill('1 min 30 s')
  await editor.getByText('Payment', { exact: true }).click()
  await editor.getByLabel('Error rate').fill('20')
  await editor.getByRole('button', { name: 'Add a disturbance' }).click()
  await editor.getByLabel('Kind').last().selectOption({ label: 'Slowdown' })
  await editor.getByRole('button', { name: 'Save scenario' }).click()

  const own = item(page, 'Payments fail')
  await expect(own).toContainText('Payment: 20 % fail, for 1 min 30 s')
  await expect(own).toContainText('All events: 2 × slower, for 10 min')
  expect(JSON.parse(await readFile(join(hosted.dataDir, 'scenarios', 'payments-fail.json'), 'utf8'))).toEqual({
    name: 'Payments fail',
    disturbances: [
      { kind: 'error-burst', types: ['PAYMENT'], startSeconds: 0, lengthSeconds: 90, errorRate: 0.2 },
      { kind: 'slowdown', startSeconds: 0, lengthSeconds: 600, factor: 2 },
    ],
  })

  await page.keyboard.press('ControlOrMeta+k')
  await page.getByPlaceholder(/search|run/i).fill('start scenario payments fail')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Payments fail' })).toContainText('on')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByPlaceholder(/search|run/i).fill('stop the scenario')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'No scenario is running' })).toBeVisible()

  await own.getByRole('button', { name: 'More about Payments fail' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('menuitem', { name: 'Confirm delete' }).click()
  await expect(own).toHaveCount(0)
})

test('a scenario file is imported or refused with its problems, and exported unchanged', async ({ page }) => {
  await goTo(page, 'Scenarios')
  const choose = (name: string, content: string) =>
    page.getByLabel('Scenario file').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) })
  await choose('wrong.json', '{ "name": "Wrong", "disturbances": [{ "kind": "flood" }] }')
  await expect(page.getByRole('alert').filter({ hasText: 'wrong.json could not be imported' })).toBeVisible()

  const scenario = { name: 'From a file', disturbances: [{ kind: 'silence', startSeconds: 5, lengthSeconds: 60 }] }
  await choose('quiet.json', JSON.stringify(scenario))
  await expect(item(page, 'From a file')).toContainText('All events: none, for 1 min, after 5 s')
  await page.getByRole('button', { name: 'Close editor' }).click()
  await page.getByRole('button', { name: 'More about From a file' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save as a file' }).click(),
  ])
  expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toEqual(scenario)
})

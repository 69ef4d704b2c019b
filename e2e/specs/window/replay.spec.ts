import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { temporaryDir } from '../../support/millrace'
import { noSampleLog, sampleLog, writeOutOfOrderLog } from '../../support/sample-log'
import { expect, goTo, test } from '../../support/window'

test('a real log is replayed, with its bad line shown and its reports made', async ({ page }) => {
  test.skip(sampleLog === null, noSampleLog)
  // 84 windows are closed one after another; beside other specs that took more than a minute.
  test.slow()
  await goTo(page, 'Replay')
  await page.locator('input[type=file]').setInputFiles(sampleLog as string)
  await page.getByRole('button', { name: 'Start replay' }).click()
  const job = page.getByRole('listitem', { name: 'apache_access.log' }).first()
  await expect(job).toContainText('done', { timeout: 240_000 })
  await expect(job).toContainText('9,999 events')
  await expect(job).toContainText('1 dead letter')

  await job.getByRole('link', { name: 'Dead letters' }).click()
  await expect(page.getByRole('table', { name: 'Records' })).toContainText(
    'the user agent is not closed by a quotation mark',
  )
  await page
    .getByRole('button', { name: /^Dead letter / })
    .first()
    .click()
  await expect(page.getByLabel('Whole record')).toContainText('Googlebot/2.1')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export all' }).click(),
  ])
  const [line] = (await readFile(await download.path(), 'utf8')).split('\n')
  const letter = JSON.parse(line ?? '')
  expect(letter).toMatchObject({ dataset: 'access_log', place: { kind: 'file', line: 8_899 } })
  expect(Buffer.from(letter.body, 'base64').toString()).toContain('46.118.127.106')

  await goTo(page, 'Replay')
  await page.getByRole('listitem', { name: 'apache_access.log' }).first().getByRole('link', { name: 'Reports' }).click()
  await expect(page.getByRole('link', { name: /^Report of / }).first()).toBeVisible()
})

test('a file of another format fails with the next step', async ({ page }) => {
  await goTo(page, 'Replay')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'poem.txt', mimeType: 'text/plain', buffer: Buffer.from('roses\n') })
  await page.getByRole('button', { name: 'Start replay' }).click()
  await expect(page.getByRole('listitem', { name: 'poem.txt' })).toContainText('give the pattern')
})

test('the format is recognised, shown with the first lines, and can be given as a pattern', async ({ page }) => {
  const ingress = Array.from(
    { length: 20 },
    (_, n) =>
      `203.0.113.${n} - - [17/May/2025:10:05:${10 + n} +0000] "GET /shop/${n} HTTP/1.1" 200 25 "-" "curl/8.5.0" 82 0.003 [web] [] 10.244.1.17:8080 25 0.003 200 3f2a${n}`,
  )
  const buffer = gzipSync(`${ingress.join('\n')}\nstarting\n`)
  await goTo(page, 'Replay')
  await page.locator('input[type=file]').setInputFiles({ name: 'web.log.gz', mimeType: 'application/gzip', buffer })
  const lines = page.getByRole('table', { name: 'The first lines as they will be stored' })
  await expect(lines.getByRole('row')).toHaveCount(11)
  await expect(lines.getByRole('row').nth(1)).toContainText('203.0.113.0')
  await expect(lines.getByRole('row').nth(1)).toContainText('3 ms')
  await expect(page.getByText('20 of the first 21 lines are events; the others become dead letters')).toBeVisible()

  await page.getByLabel('Format').selectOption({ label: 'By the pattern of the server’s configuration…' })
  await page.getByLabel('Pattern', { exact: true }).fill('%h %u %t')
  await expect(page.getByText('The pattern of the log cannot be used: the status is missing')).toBeVisible()
  await page.getByLabel('Pattern', { exact: true }).fill('%h %l %u %t "%r" %>s %{all}x')
  await expect(lines.getByRole('row').nth(1)).toContainText('203.0.113.0')
  await page.getByLabel('Format').selectOption({ label: 'Recognise from the first lines' })
  await page.getByRole('button', { name: 'Start replay' }).press('Enter')
  const job = page.getByRole('listitem', { name: 'web.log.gz' })
  await expect(job).toContainText('done', { timeout: 60_000 })
  await expect(job).toContainText('20 events')
  await expect(job).toContainText('1 dead letter')
})

test('an empty file is refused with the next step', async ({ page }) => {
  await goTo(page, 'Replay')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'empty.log', mimeType: 'text/plain', buffer: Buffer.alloc(0) })
  await page.getByRole('button', { name: 'Start replay' }).click()
  await expect(page.getByText(/empty\.log is empty/)).toBeVisible()
})

test('a file that cannot be read is called by its own name', async ({ page }) => {
  await goTo(page, 'Replay')
  const buffer = Buffer.from('\x7fELF\x02\x01\x01'.padEnd(4_096, '\x00'), 'latin1')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'program.log', mimeType: 'application/octet-stream', buffer })
  await expect(page.getByText('The file program.log cannot be read (it is a binary file, not text)')).toBeVisible()
  await page.getByRole('button', { name: 'Start replay' }).click()
  const job = page.getByRole('listitem', { name: 'program.log' })
  await expect(job).toContainText('The file program.log cannot be read (it is a binary file, not text)')
})

test('a slow replay can be dropped in, watched and cancelled', async ({ page }) => {
  const { dir, remove } = await temporaryDir()
  const file = join(dir, 'slow.log')
  await writeOutOfOrderLog(file, 10, 60)
  const content = (await readFile(file)).toString('base64')
  await remove()
  await goTo(page, 'Replay')
  const transfer = await page.evaluateHandle((base64) => {
    const data = new DataTransfer()
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
    data.items.add(new File([bytes], 'slow.log', { type: 'text/plain' }))
    return data
  }, content)
  await page.getByRole('region', { name: 'New replay' }).dispatchEvent('drop', { dataTransfer: transfer })
  await page.getByText('1×', { exact: true }).click()
  await page.getByRole('button', { name: 'Start replay' }).click()
  const job = page.getByRole('listitem', { name: 'slow.log' })
  await expect(job).toContainText('running')
  await expect(job.getByRole('progressbar')).toBeVisible()
  await expect(job).not.toContainText(' 0 events')
  await job.getByRole('button', { name: 'Cancel slow.log' }).click()
  await expect(job).toContainText('cancelled')
})

test('the sample that ships with Millrace is replayed, and its burst of errors is found', async ({ page }) => {
  test.setTimeout(300_000)
  await goTo(page, 'Replay')
  await page.getByRole('button', { name: 'Try the sample' }).click()
  const job = page.getByRole('listitem', { name: 'sample-access.log' }).first()
  // Its 84 windows take half a minute, or several while other specs use the machine.
  await expect(job).toContainText('done', { timeout: 240_000 })
  await expect(job).toContainText('5 dead letters')
  await goTo(page, 'Incidents')
  const incident = page.getByRole('link', { name: /api: error rate/ })
  await expect(incident).toBeVisible()
  await expect(page.getByRole('region', { name: '15 Jun 2026' })).toContainText('ended')

  await goTo(page, 'Replay')
  await page.getByRole('button', { name: 'Try the sample' }).click()
  await expect(page.getByText('This file was replayed before').first()).toBeVisible()
})

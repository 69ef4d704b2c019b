import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { expect as expectInPage } from 'playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SIZES, seriousViolations, THEMES } from '../support/check-screen'
import { millrace, root, type Served, serve, temporaryDir } from '../support/millrace'
import { openSlowRegistry } from './support/slow-registry'
import { freePort, whyNoStack } from './support/test-stack'
import { type LongestTask, watchMainThread } from './support/watch-main-thread'

const CORE = ['kafka', 'schema-registry', 'kafka-connect', 'clickhouse', 'minio']
const PORTS = ['KAFKA', 'SCHEMA_REGISTRY', 'KAFKA_CONNECT', 'CLICKHOUSE', 'MINIO', 'MINIO_CONSOLE']
const debian = '/usr/bin/chromium'
const LONGEST_TASK_MS = 100
/** On a machine that is busy with the services. */
const expectPage = expectInPage.configure({ timeout: 30_000 })
const missing = await whyNoStack(...CORE)
if (missing) console.log(`The window over the stack is skipped: ${missing}`)

/** The window as users have it, over real containers of its own project. */
describe.skipIf(missing !== null)('the services from the window', () => {
  let temp: Awaited<ReturnType<typeof temporaryDir>>
  let served: Served
  let browser: Browser
  let page: Page
  const variables: Record<string, string> = {}

  const row = (id: string) => page.locator(`[data-service="${id}"]`)
  const state = (id: string, word: string, timeout = 180_000) =>
    expectPage(row(id).locator('[data-dot]')).toHaveText(word, { timeout })
  const reason = (id: string, words: string | RegExp) => expectPage(row(id)).toContainText(words, { timeout: 120_000 })
  const go = (screen: string) =>
    page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click()

  /** Checks both themes and both sizes, and accessibility. */
  const check = async (name: string) => {
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme })
      for (const { name: size, width, height } of SIZES) {
        await page.setViewportSize({ width, height })
        await page.screenshot({
          path: join(root, 'test-results', 'screens', `${name}-${theme}-${size}.png`),
          animations: 'disabled',
        })
      }
      expect(await seriousViolations(page)).toEqual([])
    }
    await page.setViewportSize({ width: 1_440, height: 900 })
  }

  beforeAll(async () => {
    temp = await temporaryDir()
    for (const name of PORTS) variables[`${name}_PORT`] = String(await freePort())
    await keep()
    served = await serve({ dataDir: temp.dir })
    browser = await chromium.launch({
      ...(existsSync(debian) ? { executablePath: process.env.MILLRACE_CHROMIUM ?? debian } : {}),
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
    })
    const context = await browser.newContext({
      viewport: { width: 1_440, height: 900 },
      timezoneId: 'UTC',
      locale: 'en-GB',
    })
    page = await context.newPage()
    await page.goto(served.url)
    await go('Services')
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await served?.stop()
    await millrace('services', 'remove', '--with-data', '--yes', '--data-dir', temp.dir)
    await temp.remove()
  }, 300_000)

  const keep = (values: Readonly<Record<string, string>> = {}) =>
    writeFile(
      join(temp.dir, 'settings.json'),
      JSON.stringify({ producer: { enabled: false }, services: { variables: { ...variables, ...values } } }),
    )

  it('shows what would happen, and starts all services in order without blocking the page', {
    timeout: 600_000,
  }, async () => {
    const whileChecking = await watchMainThread(browser, page)
    await page.getByRole('button', { name: 'Check before start' }).click()
    const dialog = page.getByRole('dialog')
    await expectPage(dialog.getByText('Start order')).toBeVisible()
    await dialog.getByRole('button', { name: 'Start all' }).click()
    await reason('schema-registry', 'waiting for Kafka to be healthy')
    expectShort('the services were asked to start', await whileChecking())
    await check('services-starting')
    const whileStarting = await watchMainThread(browser, page)
    for (const id of CORE) await state(id, 'healthy')
    await expectPage(page.getByText('5 healthy')).toBeVisible()
    expectShort('the services started', await whileStarting())
    await check('services')
  })

  it('shows the output of services, and searches in it', { timeout: 180_000 }, async () => {
    await go('Logs')
    const lines = page.getByRole('region', { name: /^Log lines/ })
    await expectPage(lines).toContainText('INFO')
    await page.getByRole('group', { name: 'Services' }).getByRole('button', { name: 'MinIO' }).click()
    await page.getByLabel('Search the lines').fill('api:')
    await expectPage(lines.locator('mark').first()).toHaveText('API:')
    await page.getByLabel('Search the lines').fill('')
    await page.getByRole('button', { name: 'All services' }).click()
    await expectPage(lines).toContainText('kafka-connect')
    await check('logs')
    await go('Services')
  })

  it('stops a service with its key, and starts it again on another port when its own is in use', {
    timeout: 300_000,
  }, async () => {
    await row('minio').getByRole('button', { name: 'MinIO', exact: true }).press('x')
    await state('minio', 'stopped')
    const thief = createServer().listen(Number(variables.MINIO_PORT), '127.0.0.1')
    await row('minio').getByRole('button', { name: 'Start MinIO', exact: true }).click()
    await state('minio', 'port taken')
    await check('services-failed')
    const other = row('minio').getByRole('button', { name: /^Use port \d+ for MinIO/ })
    await other.click()
    await state('minio', 'healthy')
    thief.close()
  })

  it('shows the progress of a pull, and cancels it', { timeout: 300_000 }, async () => {
    const registry = await openSlowRegistry()
    await row('minio').getByRole('button', { name: 'Stop MinIO', exact: true }).click()
    await state('minio', 'stopped')
    await served.stop()
    await keep({ MINIO_IMAGE: registry.image })
    served = await serve({ dataDir: temp.dir })
    await page.goto('about:blank')
    await page.goto(served.url)
    await go('Services')
    await row('minio').getByRole('button', { name: 'Start MinIO', exact: true }).click()
    await reason('minio', /MB · .*\/s · .*left/)
    await check('services-pulling')
    await row('minio').getByRole('button', { name: 'Cancel the pull for MinIO' }).click()
    await expectPage(row('minio')).not.toContainText('pulling')
    await registry.close()
  })

  it('stops all services without blocking the page', { timeout: 300_000 }, async () => {
    const whileStopping = await watchMainThread(browser, page)
    await page.getByRole('button', { name: 'Stop all' }).click()
    for (const id of CORE.filter((one) => one !== 'minio')) await state(id, 'stopped')
    expectShort('the services stopped', await whileStopping())
  })
})

function expectShort(when: string, { work, time }: LongestTask): void {
  console.log(`the longest task while ${when}: ${work.toFixed(0)} ms of work, ${time.toFixed(0)} ms of time`)
  expect(work).toBeLessThanOrEqual(LONGEST_TASK_MS)
}

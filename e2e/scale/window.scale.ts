import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, root, serve, temporaryDir } from '../support/millrace'
import { addEnvironment } from './support/add-environment'
import { type Cluster, startCluster } from './support/cluster'

const STARTED_WITHIN_MS = 240_000
const WITHIN_MS = 60_000
const CHROMIUM = process.env.MILLRACE_CHROMIUM ?? '/usr/bin/chromium'

let cluster: Cluster
let temp: Awaited<ReturnType<typeof temporaryDir>>
let served: Awaited<ReturnType<typeof serve>>
let browser: Browser
let page: Page
let name: string

beforeAll(async () => {
  cluster = await startCluster()
  temp = await temporaryDir()
  name = await addEnvironment(cluster, temp.dir)
  served = await serve({ dataDir: temp.dir })
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  page = await browser.newPage({ viewport: { width: 1_440, height: 900 } })
  await page.goto(served.url)
}, STARTED_WITHIN_MS)
afterAll(async () => {
  await browser?.close()
  await served?.stop()
  await cluster?.stop()
  await temp?.remove()
})

const link = (title: string) =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: title }).click()
const picture = (of: string) => page.screenshot({ path: join(root, 'test-results', 'screens', `${of}.png`) })

it('finds every connection good, and says so step by step', async () => {
  await link('Environments')
  await page.getByRole('button', { name: 'Test the connections' }).click()
  await page.getByText(/^All \d+ steps passed\.$/).waitFor({ timeout: WITHIN_MS })
  await picture('environment-passed')
  expect(await page.getByRole('img', { name: 'Failed' }).count()).toBe(0)
  const { code, stdout } = await millrace('connect', 'test', name, '--data-dir', temp.dir, '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ environment: name, passed: true })
}, 90_000)

it('runs on it after a click, and reports a minute from there', async () => {
  await page.getByRole('button', { name: 'Save and run on it' }).click()
  await page.getByRole('navigation', { name: 'All environments' }).getByText('In use').waitFor({ timeout: WITHIN_MS })
  await link('Pipeline')
  await page.getByRole('article', { name: 'Log' }).getByText(`Kafka · ${name}`).waitFor({ timeout: WITHIN_MS })
  await page.getByText('Flowing').first().waitFor({ timeout: WITHIN_MS })
  await page.getByRole('heading', { name: /^Report \d\d:\d\d/ }).waitFor({ timeout: 150_000 })
  await picture('pipeline-external')
  await link('Reports')
  await page
    .getByRole('row', { name: /complete/ })
    .first()
    .waitFor({ timeout: WITHIN_MS })
}, 240_000)

import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test as base, _electron as electron, expect, type Page } from 'playwright/test'
import { root, serve, temporaryDir } from './millrace'
import { writePast } from './past'
import type { Past } from './simulate-past'

export { expect }

/** How the window is opened: from the web host in Chromium, or in the desktop app. */
export type Door = 'web' | 'electron'

/** The program of a packaged app, in place of the runtime and the built sources. */
const packaged = process.env.MILLRACE_PACKAGED

interface Hosted {
  readonly dataDir: string
  /** The window, opened on the pipeline screen. */
  open(page: Page): Promise<Page>
  stop(): Promise<void>
}

async function dataDirWith(past: Past | null): Promise<{ dir: string; remove(): Promise<void> }> {
  const made = await temporaryDir()
  if (past) await writePast(made.dir, past)
  return made
}

async function hostInWeb(past: Past | null): Promise<Hosted> {
  const { dir, remove } = await dataDirWith(past)
  const served = await serve({ dataDir: dir })
  return {
    dataDir: dir,
    async stop() {
      await served.stop()
      await remove()
    },
    async open(page) {
      await page.goto(served.url)
      return page
    },
  }
}

async function hostInElectron(past: Past | null): Promise<Hosted> {
  const { dir, remove } = await dataDirWith(past)
  // The welcome would cover the screens; for the desktop app, no option says so.
  await writeFile(join(dir, 'guide.json'), JSON.stringify({ welcomed: true }))
  const app = await electron.launch({
    ...(packaged ? { executablePath: packaged, args: ['--no-sandbox'] } : { args: [root, '--no-sandbox'] }),
    env: { ...process.env, MILLRACE_DATA_DIR: dir },
  })
  return {
    dataDir: dir,
    async open() {
      const page = await app.firstWindow()
      await page.evaluate(() => {
        window.location.hash = '#/'
      })
      return page
    },
    async stop() {
      // Work in progress makes the app ask before it quits: here, always quit.
      await app.evaluate(({ dialog }) => {
        dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
      })
      await app.close()
      await remove()
    },
  }
}

/** A placeholder when every test is skipped. */
async function nowhere(): Promise<Hosted> {
  return { dataDir: '', open: (page) => Promise.resolve(page), stop: () => Promise.resolve() }
}

function electronIsThere(): boolean {
  if (packaged) return existsSync(packaged)
  const pathFile = join(root, 'node_modules', 'electron', 'path.txt')
  return (
    existsSync(pathFile) && existsSync(join(root, 'node_modules', 'electron', 'dist', readFileSync(pathFile, 'utf8')))
  )
}

/**
 * `page` is the window of a Millrace that runs for all specs of a worker, on its own data directory, with or without a `past`.
 */
export const test = base.extend<{ page: Page }, { door: Door; past: Past | null; hosted: Hosted }>({
  door: ['web', { option: true, scope: 'worker' }],
  past: [null, { option: true, scope: 'worker' }],
  hosted: [
    async ({ door, past }, use) => {
      const open = door === 'web' ? hostInWeb : electronIsThere() ? hostInElectron : nowhere
      const hosted = await open(past)
      await use(hosted)
      await hosted.stop()
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  page: async ({ page, hosted, door }, use, testInfo) => {
    testInfo.skip(door === 'electron' && !electronIsThere(), 'the Electron runtime is not there')
    const window = await hosted.open(page)
    await expect(window.getByRole('article', { name: 'Source' })).toBeVisible()
    await use(window)
  },
})

/** Opens a screen with its link, as a user does. */
export async function goTo(
  page: Page,
  screen:
    | 'Pipeline'
    | 'Live'
    | 'Reports'
    | 'Events'
    | 'Incidents'
    | 'Dead letters'
    | 'Replay'
    | 'Services'
    | 'Logs'
    | 'Environments'
    | 'Scenarios'
    | 'Alerts'
    | 'Score'
    | 'Settings',
) {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click()
}

/** Adds a webhook to the built-in rule, and returns its secret. */
export async function addWebhook(page: Page, name: string, url: string): Promise<string> {
  await goTo(page, 'Alerts')
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Address').fill(url)
  await page.getByRole('button', { name: 'Save webhook' }).click()
  const shown = page.getByRole('dialog', { name: `Secret of ${name}` })
  const secret = (await shown.getByText(/^whsec_/).textContent()) ?? ''
  await shown.getByRole('button', { name: 'Done' }).click()
  return secret
}

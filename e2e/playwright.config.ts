import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'playwright/test'
import type { Door } from './support/window'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** Debian's Chromium; elsewhere the one that `npx playwright install chromium` has installed. */
const chromium = process.env.MILLRACE_CHROMIUM ?? '/usr/bin/chromium'

/** Specs that mostly wait for minutes to end: one worker runs them beside the others, and needs little of the machine. */
const MINUTES = /(airflow|incidents|new-level|first-run)\.spec\.ts/
const BUSY_WORKERS = Math.min(2, availableParallelism())

export default defineConfig<object, { door: Door }>({
  testDir: at('specs'),
  outputDir: at('../test-results/e2e'),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Most specs wait for real seconds, each with a server of its own, so two cores can run two of them at once. Three took turns and needed retries.
  workers: BUSY_WORKERS + 1,
  // The tests run in real time on machines of any speed: retry once, and name the retried tests in the closing lines.
  retries: 1,
  forbidOnly: true,
  reporter: [['list'], ['json']],
  projects: [
    { name: 'web-minutes', testMatch: MINUTES, workers: 1 },
    { name: 'web', testIgnore: MINUTES, workers: BUSY_WORKERS },
    { name: 'electron', testMatch: /window\/.*\.spec\.ts/, workers: 1, use: { door: 'electron' } },
  ],
  use: {
    viewport: { width: 1440, height: 900 },
    timezoneId: 'UTC',
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    trace: 'on-first-retry',
    launchOptions: {
      ...(existsSync(chromium) ? { executablePath: chromium } : {}),
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
})

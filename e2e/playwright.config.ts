import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'playwright/test'
import type { Door } from './support/window'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** Debian's Chromium; elsewhere the one that `npx playwright install chromium` has installed. */
const chromium = process.env.MILLRACE_CHROMIUM ?? '/usr/bin/chromium'

const MINUTES = /window\/incidents\.spec\.ts/

export default defineConfig<object, { door: Door }>({
  testDir: at('specs'),
  outputDir: at('../test-results/e2e'),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Most specs wait for real seconds, each with a server of its own, so two cores can run two of them at once. Three took turns and needed retries.
  workers: Math.min(2, availableParallelism()),
  // The tests run in real time on machines of any speed: retry once, and name the retried tests in the closing lines.
  retries: 1,
  forbidOnly: true,
  reporter: [['list'], ['json']],
  projects: [
    // An incident ends only after four unremarkable minutes, so this spec starts first, and the others run meanwhile.
    { name: 'web-minutes', testMatch: MINUTES },
    { name: 'web', testIgnore: MINUTES },
    { name: 'electron', testMatch: /window\/.*\.spec\.ts/, use: { door: 'electron' } },
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

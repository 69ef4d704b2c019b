import { join } from 'node:path'
import { SIZES, seriousViolations, THEMES } from '../../support/looks'
import { root } from '../../support/millrace'
import { expect, test } from '../../support/window'

const SCREENS = [
  'pipeline',
  'live',
  'reports',
  'incidents',
  'dead-letters',
  'replay',
  'services',
  'logs',
  'scenarios',
  'alerts',
  'settings',
  'live-window',
] as const

test.use({
  past: {
    minutes: 25,
    rate: 200,
    disturbances: [
      {
        kind: 'bad-deploy',
        types: ['SEARCH'],
        startSeconds: 17 * 60,
        lengthSeconds: 180,
        errorRate: 0.15,
        factor: 2.2,
      },
      { kind: 'error-burst', types: ['CHECKOUT'], startSeconds: 23 * 60, lengthSeconds: 180, errorRate: 0.2 },
    ],
  },
})

test.beforeEach(async ({ page }) => {
  // A picture is worth taking once there is a report to be seen.
  await expect(page.getByRole('heading', { name: /^Report \d\d:\d\d/ })).toBeVisible({ timeout: 130_000 })
})

for (const theme of THEMES) {
  for (const screen of SCREENS) {
    test(`${screen}, ${theme}: no serious accessibility violation, nothing overflows`, async ({ page, door }) => {
      test.skip(door === 'electron' && screen === 'live-window', 'the shell opens it as a window of its own')
      await page.emulateMedia({ colorScheme: theme })
      await page.evaluate((name) => {
        window.location.hash = name === 'pipeline' ? '#/' : `#/${name}`
      }, screen)
      // What is wrong is shown beside the timeline.
      if (screen === 'incidents') await page.getByRole('link', { name: 'Search: error rate and latency' }).click()
      for (const { name, width, height } of SIZES) {
        await page.setViewportSize({ width, height })
        await expect(page.getByRole('main')).toBeVisible()
        await expect(page.locator('[data-loading=true]')).toHaveCount(0)
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect(overflow, `${name}: wider than the window`).toBeLessThanOrEqual(0)
        await page.screenshot({ path: join(root, 'test-results', 'screens', `${screen}-${theme}-${name}.png`) })
      }
      expect(await seriousViolations(page)).toEqual([])
    })
  }
}

import { checkScreen, THEMES } from '../../support/check-screen'
import { expect, test } from '../../support/window'

const SCREENS = [
  'pipeline',
  'live',
  'reports',
  'events',
  'dead-letters',
  'replay',
  'services',
  'logs',
  'scenarios',
  'score',
  'scale',
  'settings',
  'live-window',
] as const
test.beforeEach(async ({ page }) => {
  // Take the picture once there is a report.
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
      await checkScreen(page, `${screen}-${theme}`)
    })
  }
}

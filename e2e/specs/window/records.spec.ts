import type { Page } from 'playwright/test'
import { checkScreen, THEMES } from '../../support/check-screen'
import { expect, goTo, test } from '../../support/window'

test.use({ past: { minutes: 5, rate: 60 } })

/** The newest window that had ended before the app was started; the running minute and the one before it may still change. */
async function openPastReport(page: Page) {
  await goTo(page, 'Reports')
  const complete = page.getByRole('row').filter({ hasText: 'caught up' }).filter({ hasText: 'complete' })
  await expect.poll(() => complete.count(), { timeout: 30_000 }).toBeGreaterThan(1)
  await complete
    .nth(1)
    .getByRole('link', { name: /^Report of / })
    .click()
  await expect(page.getByRole('group', { name: 'Files of this report' })).toBeVisible()
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Analyse again' })

test('a range is analysed again after a preview, and its revisions are compared', async ({ page }) => {
  await openPastReport(page)
  await page.getByRole('button', { name: 'Analyse again…' }).click()
  const plan = dialog(page).getByRole('region', { name: 'Dry run' })
  await expect(plan).toContainText('1 window: 1 from stored rows.')
  await expect(plan).toContainText('Their events are unchanged')
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await checkScreen(page, `analyse-again-${theme}`)
  }
  await dialog(page).getByLabel('Through, UTC').fill('2020-01-01T00:00')
  await expect(dialog(page)).toContainText('The last minute is before the first.')
  await dialog(page).getByLabel('From, UTC').fill('2020-01-01T00:00')
  await expect(plan).toContainText('No windows in this range')
  await expect(dialog(page).getByRole('button', { name: 'Start' })).toBeDisabled()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Analyse again…' }).click()
  await dialog(page).getByRole('button', { name: 'Start' }).click()
  await expect(dialog(page)).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Analysed again' })).toContainText('Done. 1 window analysed again.')
  await page.getByRole('button', { name: 'Compare' }).click()
  const compared = page.getByRole('region', { name: 'Revision 1 compared with 2' })
  await expect(compared.getByRole('row', { name: /^Payment/ })).toBeVisible()
  await expect(compared.getByTitle('changed')).toHaveCount(0)
  await page.getByRole('button', { name: 'Stop comparing' }).click()
  await page.getByLabel('Revision', { exact: true }).selectOption('1')
  await expect(page.getByText(/UTC · revision 1$/)).toBeVisible()
})

test('windows that late events reopened while the analysis was stopped are shown, filled with one click, and compared', async ({
  page,
}) => {
  await openPastReport(page)
  await goTo(page, 'Pipeline')
  const analyse = page.getByRole('article', { name: 'Analyse' })
  await analyse.getByRole('button', { name: 'Stop Analyse' }).click()
  await expect(analyse.getByRole('button', { name: 'Start Analyse' })).toBeVisible()
  await goTo(page, 'Scenarios')
  await page.getByRole('button', { name: 'Start Late events' }).click()
  await goTo(page, 'Reports')
  const missing = page.getByRole('region', { name: 'Missing windows' })
  await expect(missing).toContainText('without a complete report', { timeout: 40_000 })
  await goTo(page, 'Scenarios')
  await page.getByRole('button', { name: /^(Stop scenario|Dismiss)$/ }).click()
  await goTo(page, 'Reports')
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await checkScreen(page, `missing-windows-${theme}`)
  }
  await missing.getByRole('button', { name: /^Fill( all)?$/ }).click()
  await expect(page.getByRole('region', { name: 'Analysed again' })).toContainText(/^Done\. \d windows? analysed again/)
  await expect(missing).toHaveCount(0)

  // Others have a second revision with the same figures: the one of the test before, and those that were analysed again without new events.
  const revised = page.getByRole('row', { name: /^Report of .* complete .* [2-9] (caught up|[\d.]+ m?s)$/ })
  const addresses = await revised
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  const compared = page.getByRole('region', { name: /^Revision \d compared with \d$/ })
  for (const address of addresses) {
    await page.evaluate((to) => {
      window.location.hash = to ?? ''
    }, address)
    await page.getByRole('button', { name: 'Compare' }).click()
    await expect(compared.getByRole('row', { name: /^All / })).toBeVisible()
    if ((await compared.getByTitle('changed').count()) > 0) break
    await page.getByRole('button', { name: 'Stop comparing' }).click()
  }
  await expect(compared.getByTitle('changed').first()).toBeVisible()
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await checkScreen(page, `compare-revisions-${theme}`)
  }
})

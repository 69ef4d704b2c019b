import { checkScreen } from '../../support/check-screen'
import { expect, goTo, test } from '../../support/window'

const BEGAN = 30
const MINUTES = 165

test.use({
  past: {
    minutes: MINUTES,
    rate: 20,
    disturbances: [
      {
        kind: 'error-burst',
        types: ['SEARCH'],
        startSeconds: BEGAN * 60,
        lengthSeconds: (MINUTES + 60 - BEGAN) * 60,
        errorRate: 0.3,
      },
    ],
  },
})

test('an outage of two hours never ends automatically: it continues at a new level until you accept that', async ({
  page,
}) => {
  test.setTimeout(240_000)
  await goTo(page, 'Incidents')
  const link = page.getByRole('link', { name: 'Search: error rate' })
  await expect(link).toBeVisible({ timeout: 120_000 })
  await expect(page.getByText('new level', { exact: true })).toBeVisible({ timeout: 120_000 })
  await expect(link).toHaveCount(1)
  await link.click()
  const panel = page.getByRole('region', { name: 'Search' })
  await expect(panel.getByText(/^Continues at a new level since /)).toBeVisible()
  await checkScreen(page, 'incident-new-level')
  await panel.getByRole('button', { name: 'Accept as the new normal' }).click()
  await expect(panel.getByText('new normal', { exact: true })).toBeVisible()
  await expect(panel.getByText(/continues at a new level since .*, accepted as the new normal/)).toBeVisible()
  await checkScreen(page, 'incident-new-normal')
})

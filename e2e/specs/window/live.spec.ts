import { expect, goTo, test } from '../../support/window'

const CHARTS = [
  'Events per second by type, last five minutes',
  'Error rate by type, last five minutes',
  'Latency percentiles, last five minutes',
]

test('three charts move every second', async ({ page }) => {
  await goTo(page, 'Live')
  for (const chart of CHARTS) await expect(page.getByRole('img', { name: chart })).toBeVisible()
  const area = page
    .getByRole('img', { name: CHARTS[0] as string })
    .locator('path.recharts-area-area')
    .first()
  const shape = await area.getAttribute('d')
  await expect.poll(() => area.getAttribute('d')).not.toBe(shape)
})

test('a separate window shows only the charts', async ({ page }) => {
  const [live] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: 'Live window' }).click(),
  ])
  for (const chart of CHARTS) await expect(live.getByRole('img', { name: chart })).toBeVisible()
  await expect(live.getByRole('navigation')).toHaveCount(0)
  await live.close()
})

test('no task blocks the page for more than 100 ms', async ({ page }) => {
  await goTo(page, 'Live')
  await expect(page.getByRole('img', { name: CHARTS[0] as string })).toBeVisible()
  const longest = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let most = 0
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) most = Math.max(most, entry.duration)
        })
        observer.observe({ type: 'longtask' })
        setTimeout(() => resolve(most), 10_000)
      }),
  )
  test.info().annotations.push({ type: 'longest task', description: `${longest} ms` })
  console.log(`longest task in 10 s of live charts: ${longest} ms`)
})

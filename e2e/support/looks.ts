import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright/test'

export const THEMES = ['light', 'dark'] as const
export const SIZES = [
  { name: 'wide', width: 1_440, height: 900 },
  { name: 'narrow', width: 1_024, height: 700 },
] as const

/** What makes a screen hard to use for somebody; each with the elements it concerns. */
export async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** From here on; the returned call gives the longest time the page was kept from answering, in milliseconds. */
export async function watchLongTasks(page: Page): Promise<() => Promise<number>> {
  const longest = await page.evaluateHandle(() => {
    const found = { most: 0 }
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) found.most = Math.max(found.most, entry.duration)
    })
    observer.observe({ type: 'longtask' })
    return found
  })
  return () => longest.evaluate(({ most }) => most)
}

import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from 'playwright/test'
import { root } from './millrace'

export const THEMES = ['light', 'dark'] as const
export const SIZES = [
  { name: 'wide', width: 1_440, height: 900 },
  { name: 'narrow', width: 1_024, height: 700 },
] as const

/** Checks the screen in each size: nothing may overflow or be hard to use. Saves pictures in `test-results/screens`. */
export async function checkScreen(page: Page, picture: string): Promise<void> {
  for (const { name, width, height } of SIZES) {
    await page.setViewportSize({ width, height })
    await expect(page.getByRole('main')).toBeVisible()
    await expect(page.locator('[data-loading=true], .mantine-Skeleton-root[data-visible]')).toHaveCount(0)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, `${name}: wider than the window`).toBeLessThanOrEqual(0)
    await page.screenshot({ path: join(root, 'test-results', 'screens', `${picture}-${name}.png`) })
  }
  expect(await seriousViolations(page)).toEqual([])
}

/** The accessibility problems of a screen; each with its elements. */
export async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** Starts measuring; the returned call gives the longest time that the page was blocked, in milliseconds. */
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

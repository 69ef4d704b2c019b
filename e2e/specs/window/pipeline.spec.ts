import { checkScreen, THEMES } from '../../support/check-screen'
import { expect, goTo, test } from '../../support/window'

const STAGES = ['Source', 'Log', 'Sink', 'Store', 'Extract', 'Analyse', 'Report']

/** Rates are counted over ten seconds. */
const TEN_SECONDS = { timeout: 25_000 }

/** The number in front of "/s" on a stage's card. */
function rate(text: string | null): number {
  return Number(/([\d,]+)\s*\/s/.exec(text ?? '')?.[1]?.replaceAll(',', '') ?? Number.NaN)
}

test('every stage is a card that runs, and events flow', async ({ page }) => {
  for (const stage of STAGES) {
    await expect(page.getByRole('article', { name: stage }).getByRole('img', { name: 'running' })).toBeVisible()
  }
  await expect(page.getByLabel('Flow')).toContainText('Flowing')
  await expect
    .poll(async () => rate(await page.getByRole('article', { name: 'Sink' }).textContent()))
    .toBeGreaterThan(1_000)
})

test('a stage stops and starts with its button, and the stage that needs it waits', async ({ page }) => {
  const store = page.getByRole('article', { name: 'Store' })
  const sink = page.getByRole('article', { name: 'Sink' })
  await store.getByRole('button', { name: 'Stop Store' }).click()
  await expect(store).toContainText('stopped')
  await expect(sink).toContainText('waiting for Store')
  await expect(page.getByLabel('Flow')).toContainText('Store stopped')
  await store.getByRole('button', { name: 'Start Store' }).click()
  await expect(store.getByRole('img', { name: 'running' })).toBeVisible()
  await expect(sink.getByRole('img', { name: 'running' })).toBeVisible()
  await expect(sink.getByText(/^backlog \d{1,3}$/)).toBeVisible({ timeout: 60_000 })
})

test('the whole pipeline stops and starts', async ({ page }) => {
  await page.getByRole('button', { name: 'Stop pipeline' }).click()
  await expect(page.getByLabel('Flow')).toContainText('Stopped')
  for (const stage of STAGES) await expect(page.getByRole('article', { name: stage })).toContainText('stopped')
  await page.getByRole('button', { name: 'Start pipeline' }).click()
  await expect(page.getByLabel('Flow')).toContainText('Flowing')
})

test('the rate changes while it runs', async ({ page }) => {
  await page.getByRole('button', { name: 'Adjust' }).click()
  const wanted = page.getByRole('textbox', { name: 'Events per second' })
  const source = page.getByRole('article', { name: 'Source' })
  await wanted.fill('300')
  await expect.poll(async () => rate(await source.textContent()), TEN_SECONDS).toBeLessThan(400)
  await wanted.fill('2000')
  await expect.poll(async () => rate(await source.textContent()), TEN_SECONDS).toBeGreaterThan(1_500)
})

test('the error mix changes while it runs', async ({ page }) => {
  await page.getByRole('button', { name: 'Adjust' }).click()
  const errors = page.getByRole('textbox', { name: 'Errors of Payment' })
  await expect(errors).toHaveValue('')
  await errors.fill('60')
  await errors.press('Enter')
  const payment = page.getByRole('img', { name: 'Error rate by type, last five minutes' }).first()
  await expect(payment).toContainText(/[3-6]0 %/)
  // Back to the simulator's default; the last change is also kept when the page is closed at once.
  await errors.fill('')
  await page.reload()
  await page.getByRole('button', { name: 'Adjust' }).click()
  const slider = page.getByRole('slider', { name: 'Errors of Payment, percent' })
  await expect(slider).toHaveAttribute('aria-valuenow', '6')
})

test('the other screens are loaded before they are opened', async ({ page }) => {
  const loaded = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .join(' '),
    )
  for (const screen of ['alerts', 'events', 'score', 'services', 'settings'])
    await expect.poll(loaded).toContain(`/${screen}-screen-`)
})

test('the palette opens the chosen screen', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByPlaceholder(/search|run/i).fill('dead')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Dead letters' })).toBeVisible()
})

for (const theme of THEMES) {
  test(`waiting events are counted while the store is stopped, and every screen shows that, ${theme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: theme })
    await goTo(page, 'Live')
    await expect(page.getByRole('img', { name: 'Events per second by type, last five minutes' })).toBeVisible()
    await goTo(page, 'Pipeline')
    await page.getByRole('button', { name: 'Stop Store' }).click()
    const sink = page.getByRole('article', { name: 'Sink' })
    const backlog = async () =>
      Number(/backlog ([\d,]+)/.exec((await sink.textContent()) ?? '')?.[1]?.replaceAll(',', ''))
    await expect.poll(backlog, TEN_SECONDS).toBeGreaterThan(5_000)
    const before = await backlog()
    await expect.poll(backlog).toBeGreaterThan(before)
    await checkScreen(page, `pipeline-store-stopped-${theme}`)
    await goTo(page, 'Live')
    await expect(page.getByText(/ s behind the log$/).first()).toBeVisible()
    await checkScreen(page, `live-behind-${theme}`)
    await goTo(page, 'Events')
    await expect(page.getByText('The store is stopped')).toBeVisible()
    await checkScreen(page, `events-store-stopped-${theme}`)
    await page.getByRole('button', { name: 'Start store' }).click()
    await expect(page.getByText('The store is stopped')).toHaveCount(0, TEN_SECONDS)
    await goTo(page, 'Live')
    await expect(page.getByText(/behind the log$/)).toHaveCount(0, TEN_SECONDS)
    await goTo(page, 'Pipeline')
    await expect(page.getByLabel('Flow')).toContainText('Flowing', TEN_SECONDS)
  })
}

test('the shortcut of the commands works in an input field', async ({ page }) => {
  await page.getByRole('button', { name: 'Adjust' }).click()
  await page.getByRole('textbox', { name: 'Events per second' }).press('Control+k')
  await expect(page.getByPlaceholder('Search or run…')).toBeFocused()
  await page.keyboard.press('Escape')
})

test('a slider shows the current share', async ({ page }) => {
  await page.getByRole('button', { name: 'Adjust' }).click()
  await expect(page.getByRole('slider', { name: 'Errors of Payment, percent' })).toHaveAttribute('aria-valuenow', '6')
  await checkScreen(page, 'producer-controls')
})

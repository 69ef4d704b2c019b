import { expect, test } from '../../support/window'

const STAGES = ['Source', 'Log', 'Sink', 'Store', 'Extract', 'Analyse', 'Report']

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

test('a stage stops and starts by its button, and the one that needs it waits', async ({ page }) => {
  const store = page.getByRole('article', { name: 'Store' })
  const sink = page.getByRole('article', { name: 'Sink' })
  await store.getByRole('button', { name: 'Stop Store' }).click()
  await expect(store).toContainText('stopped')
  await expect(sink).toContainText('waits for Store')
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
  await expect.poll(async () => rate(await source.textContent())).toBeLessThan(400)
  await wanted.fill('2000')
  await expect.poll(async () => rate(await source.textContent())).toBeGreaterThan(1_500)
})

test('the error mix changes while it runs', async ({ page }) => {
  await page.getByRole('button', { name: 'Adjust' }).click()
  const errors = page.getByRole('textbox', { name: 'Errors of Payment' })
  const before = await errors.inputValue()
  await errors.fill('60')
  await errors.press('Enter')
  const payment = page.getByRole('img', { name: 'Error rate by type, last five minutes' }).first()
  await expect(payment).toContainText(/[3-6]0 %/)
  await errors.fill(before.replace(/[^\d.]/g, ''))
  await errors.press('Enter')
})

test('the palette goes where it is told', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByPlaceholder(/search|run/i).fill('dead')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Dead letters' })).toBeVisible()
})

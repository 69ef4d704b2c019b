import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkScreen, THEMES } from '../../support/check-screen'
import { type FakeAirflow, startFakeAirflow } from '../../support/fake-airflow'
import { expect, goTo, test } from '../../support/window'

let airflow: FakeAirflow
test.beforeAll(async () => {
  airflow = await startFakeAirflow()
})
test.afterAll(() => airflow.close())

test('Airflow is chosen, says what is wrong, shows its runs, and hands over', async ({ page, hosted }) => {
  test.setTimeout(240_000)
  await goTo(page, 'Settings')
  await page.getByRole('radio', { name: /^Airflow 3 of your own/ }).click()
  const card = page.getByRole('region', { name: 'Scheduler' })
  const address = card.getByLabel("Airflow's address")
  await address.fill('http://127.0.0.1:1')
  await address.press('Enter')
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await card.getByText('The DAG needs').scrollIntoViewIfNeeded()
    await checkScreen(page, `airflow-settings-${theme}`)
  }

  const shown = page.getByRole('region', { name: 'Airflow', exact: true })
  await test.step('each state in words', async () => {
    await goTo(page, 'Pipeline')
    await expect(shown.getByRole('alert')).toContainText('Airflow at http://127.0.0.1:1 does not respond')
    await goTo(page, 'Settings')
    await address.fill(airflow.url)
    await address.press('Enter')
    await goTo(page, 'Pipeline')
    await expect(shown.getByRole('alert')).toContainText('needs a login')
    await goTo(page, 'Settings')
    const login = async (password: string) => {
      await card.getByLabel('Login').fill('admin')
      await card.getByLabel('Password or token').fill(password)
      await card.getByRole('button', { name: 'Save' }).click()
      await expect(card.getByText('A user and password are saved.')).toBeVisible()
    }
    await login('wrong')
    await goTo(page, 'Pipeline')
    await expect(shown.getByRole('alert')).toContainText('refuses the user or the password')
    await goTo(page, 'Settings')
    await login(airflow.password)
    const dag = card.getByLabel('DAG', { exact: true })
    await dag.fill('other')
    await dag.press('Enter')
    await goTo(page, 'Pipeline')
    await expect(shown.getByRole('alert')).toContainText('has no DAG other')
    await goTo(page, 'Settings')
    await dag.fill('millrace_minutely')
    await dag.press('Enter')
  })

  await test.step('its runs, and what can be done with them', async () => {
    await goTo(page, 'Pipeline')
    await expect(shown.getByRole('list', { name: 'The last 60 runs, oldest first' })).toBeVisible()
    await expect(shown.getByText('failed', { exact: true })).toHaveCount(2)
    await shown.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(shown.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
    await shown
      .getByRole('button', { name: /^Clear / })
      .first()
      .click()
    await shown.getByRole('button', { name: 'Backfill…' }).click()
    await page.getByRole('dialog', { name: 'Backfill' }).getByRole('button', { name: 'Start' }).click()
    await expect(page.getByRole('dialog', { name: 'Backfill' })).toBeHidden()
    expect(airflow.changes.map((change) => change.split(' ').slice(0, 2).join(' '))).toEqual([
      'PATCH /api/v2/dags/millrace_minutely',
      'PATCH /api/v2/dags/millrace_minutely_late',
      expect.stringMatching(/^POST .*\/clear$/),
      'POST /api/v2/backfills',
    ])
  })

  await test.step('windows wait, and one button hands over', async () => {
    await expect(page.getByText('waits for Airflow', { exact: true }).first()).toBeVisible({ timeout: 130_000 })
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme })
      await checkScreen(page, `airflow-${theme}`)
    }
    await goTo(page, 'Reports')
    const waiting = page.getByRole('region', { name: 'Windows that wait for Airflow' })
    await expect(waiting).toContainText(/windows? waits? for Airflow/)
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme })
      await checkScreen(page, `airflow-reports-${theme}`)
    }
    await waiting.getByRole('button', { name: 'Do it here' }).click()
    await expect(waiting).toBeHidden()
    await expect(page.getByText(/^(complete|incomplete)$/).first()).toBeVisible({ timeout: 60_000 })
  })

  const settings = await readFile(join(hosted.dataDir, 'settings.json'), 'utf8')
  expect(settings).not.toContain(airflow.password)
  expect(await readFile(join(hosted.dataDir, 'airflow-secrets.json'), 'utf8')).toContain(airflow.password)
})

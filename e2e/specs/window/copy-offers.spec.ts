import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkScreen, THEMES } from '../../support/check-screen'
import { serve, temporaryDir } from '../../support/millrace'
import { expect, goTo, test } from '../../support/window'

/** Nothing listens there. */
const NOWHERE = '127.0.0.1:9'
const environment = (name: string, readOnly: boolean) => ({
  ...{ name, readOnly, kafka: { brokers: [NOWHERE] }, registry: { url: `http://${NOWHERE}` } },
  ...{ clickhouse: { url: `http://${NOWHERE}` }, s3: { endpoint: `http://${NOWHERE}` } },
})

test('a copy is offered to each environment that can be written to, and says why it failed', async ({ page }) => {
  const { dir, remove } = await temporaryDir()
  const environments = [environment('prod eu', true), environment('staging', false)]
  await writeFile(join(dir, 'environments.json'), JSON.stringify({ environments }))
  const served = await serve({ dataDir: dir })
  try {
    await page.goto(served.url)
    await goTo(page, 'Settings')
    const offer = page.getByRole('region', { name: 'Copy data' })
    await expect(offer.getByRole('button')).toHaveText(['Copy data to Docker…', 'Copy data to staging…'])
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme })
      await checkScreen(page, `copy-offers-${theme}`)
    }
    await offer.getByRole('button', { name: 'Copy data to staging…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Copy all data to staging?' })
    await dialog.getByRole('button', { name: 'Copy data' }).click()
    const job = page.getByRole('region', { name: 'Copy to staging' })
    await expect(job.getByRole('status')).toHaveText('The copy to staging failed', { timeout: 90_000 })
    await expect(job).toContainText(NOWHERE)
    await checkScreen(page, 'copy-failed')
    await expect(offer.getByRole('button')).toHaveText(['Copy data to Docker…'])
  } finally {
    await served.stop()
    await remove()
  }
})

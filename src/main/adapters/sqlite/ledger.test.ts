import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ledgerContract } from '@main/ports/contracts/ledger.contract'
import { expect, it, onTestFinished } from 'vitest'
import { openEmbeddedLedger } from './ledger'
import { tempDir } from './testing/temp-dir'

ledgerContract('SQLite', async () => {
  const { dir, remove } = tempDir()
  const ledger = await openEmbeddedLedger(dir)
  return {
    ledger,
    async cleanup() {
      await ledger.close()
      remove()
    },
  }
})

it('treats an unreadable part as missing, and still returns the others', async () => {
  const { dir, remove } = tempDir()
  onTestFinished(remove)
  const ledger = await openEmbeddedLedger(dir)
  const counts = { produced: 1, logged: 1, stored: 1, deadLetters: 0, extracted: 1, earlierLog: 0, epoch: 0 }
  const extract = { attempt: 1, ...counts, closedAt: 0, dueAt: 0, filled: false, incompleteReason: null }
  for (const start of [0, 60_000]) await ledger.putExtract('shop', start, extract)
  await ledger.putAnalysis('shop', 0, 1, { rows: 1, errors: 0, seconds: 0, types: [], latency: null })
  const file = new DatabaseSync(join(dir, 'ledger.sqlite'))
  file.exec(`UPDATE entry SET report = '{"attempt":1', analysis = '{}' WHERE start = 0`)
  file.close()
  expect(await ledger.get('shop', 0)).toMatchObject({ extract, analysis: null, report: null })
  expect((await ledger.list({ dataset: 'shop', limit: 9 })).map(({ start }) => start)).toEqual([60_000, 0])
  await ledger.close()
})

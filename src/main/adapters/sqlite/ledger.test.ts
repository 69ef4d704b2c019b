import { ledgerContract } from '@main/ports/contracts/ledger.contract'
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

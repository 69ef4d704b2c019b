import { incidentsContract } from '@main/ports/contracts/incidents.contract'
import { openEmbeddedIncidents } from './incidents'
import { tempDir } from './testing/temp-dir'

incidentsContract('SQLite', async () => {
  const { dir, remove } = tempDir()
  const { store } = await openEmbeddedIncidents(dir)
  return {
    store,
    async cleanup() {
      await store.close()
      remove()
    },
  }
})

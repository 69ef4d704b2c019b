import { deadLettersContract } from '@main/ports/contracts/dead-letters.contract'
import { openEmbeddedDeadLetters } from './dead-letters'
import { tempDir } from './testing/temp-dir'

deadLettersContract('SQLite', async () => {
  const { dir, remove } = tempDir()
  const deadLetters = await openEmbeddedDeadLetters(dir)
  return {
    deadLetters,
    async cleanup() {
      await deadLetters.close()
      remove()
    },
  }
})

import { expect, it } from 'vitest'
import { askEngine } from './ask-engine'
import { engineFinder } from './find-engine'

it('finds the engine of this machine', async () => {
  const address = await engineFinder()()
  await expect(askEngine(address, process.env)).resolves.toBeUndefined()
})

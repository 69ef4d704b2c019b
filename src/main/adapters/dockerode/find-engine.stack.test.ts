import { expect, it } from 'vitest'
import { engineFinder } from './find-engine'
import { pingEngine } from './ping-engine'

it('finds the engine of this machine', async () => {
  const address = await engineFinder()()
  await expect(pingEngine(address, process.env)).resolves.toBeUndefined()
})

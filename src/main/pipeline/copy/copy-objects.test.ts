import { FaultError } from '@shared/model/fault'
import { expect, it } from 'vitest'
import { copyObjects } from './copy-objects'
import { copyRun, dataset, memoryBackend } from './testing/two-backends'

it('copies no further object once one has failed', async () => {
  const [source, target] = [memoryBackend('one', 1), memoryBackend('two', 50)]
  for (let n = 10; n < 40; n++) await source.ports.objects.put(dataset.name, `${n}`, new Uint8Array(n))
  const puts: string[] = []
  const { objects } = target.ports
  const putFile: typeof objects.putFile = async (bucket, key, path) => {
    puts.push(key)
    if (key === '12')
      throw new FaultError({ code: 'objects-unavailable', address: 'here', reason: 'it is not running' })
    await objects.putFile(bucket, key, path)
  }
  const failing = { ...target, ports: { ...target.ports, objects: { ...objects, putFile } } }
  const { context } = copyRun(source, failing)
  const copied = copyObjects(context, dataset.name, () => undefined)
  await expect(copied).rejects.toMatchObject({ fault: { code: 'objects-unavailable' } })
  const begun = puts.length
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(puts).toHaveLength(begun)
  expect(begun).toBeLessThan(15)
})

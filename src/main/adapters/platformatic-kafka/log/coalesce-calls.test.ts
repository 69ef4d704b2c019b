import { expect, it } from 'vitest'
import { coalesceCalls } from './coalesce-calls'

it('answers nobody with a run that began before they asked, and runs no more often than that needs', async () => {
  const begun: ((failure?: Error) => void)[] = []
  const run = coalesceCalls(
    () => new Promise<void>((resolve, reject) => begun.push((failure) => (failure ? reject(failure) : resolve()))),
  )
  const first = run()
  const [second, third] = [run(), run()]
  expect(begun).toHaveLength(1)
  begun[0]?.(new Error('lost'))
  await expect(first).rejects.toThrow('lost')
  await new Promise(setImmediate)
  expect(begun).toHaveLength(2)
  const fourth = run()
  begun[1]?.()
  await Promise.all([second, third])
  await new Promise(setImmediate)
  begun[2]?.()
  await fourth
  expect(begun).toHaveLength(3)
})

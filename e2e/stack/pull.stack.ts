import { realProject } from '@main/adapters/dockerode/testing/real-engine'
import { FaultError } from '@shared/model/fault'
import type { PullProgress } from '@shared/model/service'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { output } from './command.ts'
import { startRegistry, type TestRegistry } from './registry.ts'

const MEGABYTE = 1_000_000
const LAYERS = [3 * MEGABYTE, 2 * MEGABYTE]
const never = new AbortController().signal

let registry: TestRegistry
let image: string
beforeAll(async () => {
  registry = await startRegistry()
  image = await registry.publish('millrace-test/random:1', LAYERS)
})
afterEach(async () => {
  registry.setBytesPerSecond(Number.POSITIVE_INFINITY)
  await output('docker', ['image', 'rm', '--force', image])
})
afterAll(() => registry?.stop())

/** Pulls at a rate and collects the reported progress; `react` sees each step. */
async function pull(
  bytesPerSecond: number,
  react: (progress: PullProgress) => void = () => undefined,
  signal = never,
): Promise<PullProgress[]> {
  const { containers } = realProject([image])
  const reported: PullProgress[] = []
  registry.setBytesPerSecond(bytesPerSecond)
  await containers.pull(
    image,
    (progress) => {
      reported.push(progress)
      react(progress)
    },
    signal,
  )
  return reported
}

describe('an image pull', () => {
  it('reports bytes, speed and time left', async () => {
    const reported = await pull(2 * MEGABYTE)
    const halfway = reported.filter(({ done, total }) => done > 0 && done < total)
    expect(halfway.length).toBeGreaterThan(3)
    expect(halfway.some(({ bytesPerSecond, secondsLeft }) => bytesPerSecond > 0 && secondsLeft !== null)).toBe(true)
    expect(reported.map(({ done }) => done)).toEqual(reported.map(({ done }) => done).toSorted((a, b) => a - b))
    expect(reported.at(-1)?.done).toBeGreaterThan(LAYERS.reduce((sum, bytes) => sum + bytes))
    expect(await realProject().containers.hasImage(image)).toBe(true)
  })

  it('finishes even if the connection breaks in the middle', async () => {
    let broken = false
    await pull(2 * MEGABYTE, ({ done }) => {
      if (broken || done < MEGABYTE) return
      broken = true
      registry.breakConnections()
    })
    expect(broken).toBe(true)
    expect(await realProject().containers.hasImage(image)).toBe(true)
  })

  it('stops when the image is no longer wanted', async () => {
    const wanted = new AbortController()
    const pulling = pull(MEGABYTE, ({ done }) => done > MEGABYTE / 2 && wanted.abort(), wanted.signal)
    await expect(pulling).rejects.toThrow('aborted')
    expect(await realProject().containers.hasImage(image)).toBe(false)
  })
})

it('reports an image that the registry does not have', async () => {
  const missing = registry.nameOf('millrace-test/missing:1')
  const { containers } = realProject([missing])
  const thrown = await containers.pull(missing, () => undefined, never).catch((error: unknown) => error)
  expect(thrown instanceof FaultError && thrown.fault).toMatchObject({ code: 'image-missing', image: missing })
})

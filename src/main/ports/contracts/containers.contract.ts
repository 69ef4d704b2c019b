import type { ServiceId } from '@shared/model/service'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ContainerSpec, Containers, EngineEvent, ObservedContainer } from '../containers'
import { faultCode } from './fault-code'

/**
 * `runs` runs until it is stopped; `healthy` and `unhealthy` have a health check; `dies` exits immediately with code 3 and prints "two
 * lines".
 */
export type Program = 'runs' | 'healthy' | 'unhealthy' | 'dies'

export interface OpenedContainers {
  readonly containers: Containers
  spec(service: ServiceId, program: Program, change?: Partial<ContainerSpec>): ContainerSpec
  /** Kills like `kill -9` from outside, and stops like `docker stop`. */
  kill(service: ServiceId): Promise<void>
  stop(service: ServiceId): Promise<void>
  /** Lets a little time pass during a wait. */
  pause(): Promise<void>
  cleanup(): Promise<void>
}

/** The contract of every container engine. */
export function containersContract(name: string, open: () => Promise<OpenedContainers>): void {
  describe(`${name} as a container engine`, () => {
    let opened: OpenedContainers
    let containers: Containers

    beforeEach(async () => {
      opened = await open()
      containers = opened.containers
    })
    afterEach(() => opened.cleanup())

    const seen = async (service: ServiceId) =>
      (await containers.observe()).find((container) => container.service === service)
    const until = async (service: ServiceId, what: (container: ObservedContainer) => boolean) => {
      for (;;) {
        const container = await seen(service)
        if (container && what(container)) return container
        await opened.pause()
      }
    }
    const started = async (spec: ContainerSpec) => {
      const id = await containers.create(spec)
      await containers.start(id, spec)
      return id
    }

    it('describes the engine', async () => {
      const { name: engine, version, cpus, memoryBytes } = await containers.engine()
      expect([engine, version].every((text) => text.length > 0)).toBe(true)
      expect([cpus, memoryBytes].every((number) => number > 0)).toBe(true)
    })

    it('creates, starts, stops and removes a container', async () => {
      expect(await containers.observe()).toEqual([])
      const spec = opened.spec('one', 'runs')
      const id = await containers.create(spec)
      expect(await seen('one')).toMatchObject({
        id,
        hash: spec.hash,
        state: 'created',
        image: spec.image,
        startedAt: null,
      })
      await containers.start(id, spec)
      const running = await seen('one')
      expect(running).toMatchObject({ state: 'running', health: 'none', exitCode: null, restartCount: 0 })
      expect(running?.dataSince).toBeGreaterThan(0)
      expect(running?.startedAt).toBeGreaterThanOrEqual(running?.dataSince ?? Number.NaN)
      await containers.stop(id, 5_000)
      const stopped = await seen('one')
      expect(stopped).toMatchObject({ state: 'exited', outOfMemory: false })
      expect(stopped?.exitCode).not.toBeNull()
      await containers.remove(id)
      await containers.removeNetwork()
      expect(await containers.observe()).toEqual([])
    })

    it('accepts a request whose result is already there', async () => {
      const spec = opened.spec('one', 'runs')
      const [id, again] = [await containers.create(spec), await containers.create(spec)]
      expect(again).toBe(id)
      await containers.start(id, spec)
      await containers.start(id, spec)
      await containers.stop(id, 5_000)
      await containers.stop(id, 5_000)
      await containers.remove(id)
      await containers.remove(id)
      await containers.stop(id, 5_000)
      await containers.removeVolumes(['never-there'])
    })

    it('says since when a container has its data: another container keeps it, another volume does not', async () => {
      const spec = opened.spec('one', 'runs', { volumes: [{ name: 'data', path: '/data', readOnly: false }] })
      await started(spec)
      const first = await until('one', ({ state }) => state === 'running')
      await opened.pause()
      await containers.remove(first.id)
      await started(spec)
      const again = await until('one', ({ state }) => state === 'running')
      expect(again.id).not.toBe(first.id)
      expect(again.dataSince).toBe(first.dataSince)
      await containers.remove(again.id)
      await containers.removeVolumes(['data'])
      await started(spec)
      expect((await seen('one'))?.dataSince).toBeGreaterThan(first.dataSince)
    })

    it('distinguishes healthy from running, and shows the output of the last probe', async () => {
      await started(opened.spec('well', 'healthy'))
      await started(opened.spec('ill', 'unhealthy'))
      expect((await until('well', ({ health }) => health !== 'starting')).health).toBe('healthy')
      const ill = await until('ill', ({ health }) => health !== 'starting')
      expect(ill).toMatchObject({ state: 'running', health: 'unhealthy' })
      expect(ill.healthOutput).toContain('the probe failed')
    })

    it('keeps why a container ended, and its last output', async () => {
      const id = await started(opened.spec('one', 'dies'))
      await until('one', ({ state }) => state === 'exited')
      expect(await seen('one')).toMatchObject({ exitCode: 3, outOfMemory: false })
      const printed = async (lines: number) => (await containers.lastPrinted(id, lines)).map(({ text }) => text)
      expect(await printed(10)).toEqual(['two', 'lines'])
      expect(await printed(1)).toEqual(['lines'])
    })

    it('distinguishes a death from a stop, in the order in which they happen', async () => {
      const stop = new AbortController()
      const changes = containers.changes(stop.signal)[Symbol.asyncIterator]()
      const next = async (what: EngineEvent['what']) => {
        for (;;) {
          const { value } = await changes.next()
          if (value?.what === what) return value
          if (value?.what === 'stopped') throw new Error(`stopped while waiting for ${what}`)
        }
      }
      await next('watching')
      const spec = opened.spec('one', 'runs')
      const id = await started(spec)
      expect(await next('started')).toEqual({ what: 'started', id, service: 'one' })
      await opened.kill('one')
      expect(await next('died')).toEqual({ what: 'died', id, service: 'one', exitCode: 137, outOfMemory: false })
      await containers.start(id, spec)
      await next('started')
      await opened.stop('one')
      await next('died')
      expect(await next('stopped')).toEqual({ what: 'stopped', id, service: 'one' })
      await containers.remove(id)
      expect(await next('removed')).toEqual({ what: 'removed', id, service: 'one' })
      stop.abort()
      for (let item = await changes.next(); !item.done; item = await changes.next());
    })

    it('refuses images that are not in the compose file, and names a missing image', async () => {
      const signal = new AbortController().signal
      const foreign = containers.pull('another/image:1', () => undefined, signal)
      expect(await faultCode(foreign)).toBe('image-refused')
      const spec = opened.spec('one', 'runs', { image: 'millrace-test/missing:1' })
      expect(await containers.hasImage(spec.image)).toBe(false)
      expect(await faultCode(containers.create(spec))).toBe('image-missing')
      expect(await containers.hasImage(opened.spec('one', 'runs').image)).toBe(true)
    })

    it("measures a container's usage until it ends", async () => {
      const id = await started(opened.spec('one', 'runs'))
      const stop = new AbortController()
      for await (const sample of containers.usage(id, stop.signal)) {
        expect(sample.memoryBytes).toBeGreaterThan(0)
        expect(sample.cpuPercent).toBeGreaterThanOrEqual(0)
        await containers.stop(id, 1_000)
        break
      }
      stop.abort()
    })
  })
}

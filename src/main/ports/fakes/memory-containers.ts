import { type Fault, FaultError } from '@shared/model/fault'
import type { ServiceId } from '@shared/model/service'
import type { Clock } from '../clock'
import type { ContainerSpec, Containers, EngineEvent, ObservedContainer } from '../containers'

/** The behaviour of a service's container once it runs. Milliseconds. */
export interface Behaviour {
  /** Until its health check first passes; null: never, and it is `unhealthy` after `unhealthyAfter`. */
  readonly healthyAfter?: number | null
  readonly unhealthyAfter?: number
  /** It exits after this long. */
  readonly diesAfter?: number
  readonly exitCode?: number
  readonly outOfMemory?: boolean
  readonly prints?: readonly string[]
}

/** A container engine in memory, for tests. It uses the test's clock and writes every call to `journal`. */
export interface MemoryContainers extends Containers {
  readonly images: Set<string>
  /** Images that are not in the compose file. */
  readonly refused: Set<string>
  /** Ports of this machine that other programs use. */
  readonly taken: Set<number>
  readonly journal: string[]
  behave(service: ServiceId, behaviour: Behaviour): void
  /** The next of these calls throws. */
  failNext(call: 'start' | 'create' | 'pull' | 'build' | 'stop' | 'remove', fault: Fault): void
  /** The engine stops answering, or answers again; `with`: its running containers end too. */
  setAway(away: boolean): void
  /** From outside, like `kill -9`, `docker stop`, `docker start`, `docker rm -f`. */
  kill(service: ServiceId, exitCode?: number): void
  stopFromOutside(service: ServiceId): void
  /** The event that follows a death when it was a stop. */
  sayStopped(service: ServiceId): void
  startFromOutside(service: ServiceId): void
  removeFromOutside(service: ServiceId, withData?: boolean): void
  container(service: ServiceId): ObservedContainer | null
  /** The next observation of the engine gets its answer only when the test releases it. */
  holdObservation(): { readonly begun: Promise<void>; release(): void }
}

interface Kept {
  spec: ContainerSpec
  observed: ObservedContainer
  life: AbortController
}

const AWAY: Fault = { code: 'engine-gone', socket: 'unix:///fake.sock', reason: 'ECONNREFUSED' }

export function createMemoryContainers(clock: Clock): MemoryContainers {
  const kept = new Map<string, Kept>()
  const behaviours = new Map<ServiceId, Behaviour>()
  const faults = new Map<string, Fault[]>()
  const images = new Set<string>()
  const refused = new Set(['another/image:1'])
  const taken = new Set<number>()
  const volumes = new Map<string, number>()
  const journal: string[] = []
  const watchers = new Set<(event: EngineEvent | null) => void>()
  let away = false
  let held: { begin(): void; readonly gone: Promise<void> } | null = null
  let made = 0

  const answer = (call?: string) => {
    if (away) throw new FaultError(AWAY)
    const fault = call ? faults.get(call)?.shift() : undefined
    if (fault) throw new FaultError(fault)
  }
  const of = (service: ServiceId) => [...kept.values()].find(({ spec }) => spec.service === service)
  /** Makes the volumes that are missing. */
  const dataSince = (spec: ContainerSpec): number => {
    const now = clock.now()
    for (const { name } of spec.volumes) if (!volumes.has(name)) volumes.set(name, now)
    return spec.volumes.length === 0 ? now : Math.max(...spec.volumes.map(({ name }) => volumes.get(name) ?? now))
  }
  const mustHave = (service: ServiceId): Kept => {
    const found = of(service)
    if (!found) throw new Error(`no container of ${service}`)
    return found
  }
  const emit = (what: 'started' | 'died' | 'stopped' | 'removed' | 'changed', { spec, observed }: Kept) => {
    const { id, exitCode, outOfMemory } = observed
    const event = { id, service: spec.service }
    for (const watcher of [...watchers]) {
      watcher(what === 'died' ? { ...event, what, exitCode, outOfMemory } : { ...event, what })
    }
  }
  const change = (container: Kept, part: Partial<ObservedContainer>) => {
    container.observed = { ...container.observed, ...part }
  }
  const end = (container: Kept, exitCode: number, outOfMemory = false) => {
    if (container.observed.state !== 'running') return
    container.life.abort()
    change(container, { state: 'exited', exitCode, outOfMemory, finishedAt: clock.now() })
    emit('died', container)
  }
  const live = async (container: Kept) => {
    const { signal } = container.life
    const { healthyAfter = 0, unhealthyAfter = 0, diesAfter, ...rest } = behaviours.get(container.spec.service) ?? {}
    const turn = async (health: 'healthy' | 'unhealthy', after: number) => {
      await clock.sleep(after, signal)
      if (signal.aborted) return
      change(container, { health, healthOutput: health === 'unhealthy' ? 'the probe failed' : 'ok' })
      emit('changed', container)
    }
    const turning =
      container.spec.healthCheck === null
        ? Promise.resolve()
        : healthyAfter === null
          ? turn('unhealthy', unhealthyAfter)
          : turn('healthy', healthyAfter)
    if (diesAfter !== undefined) {
      await clock.sleep(diesAfter, signal)
      if (!signal.aborted) end(container, rest.exitCode ?? 1, rest.outOfMemory)
    }
    await turning
  }
  const begin = (container: Kept) => {
    if (container.observed.state === 'running') return
    container.life = new AbortController()
    const health = container.spec.healthCheck ? 'starting' : 'none'
    change(container, { state: 'running', health, startedAt: clock.now(), exitCode: null, outOfMemory: false })
    emit('started', container)
    void live(container)
  }
  const drop = (container: Kept) => {
    end(container, 137)
    kept.delete(container.observed.id)
    emit('removed', container)
  }

  return {
    images,
    refused,
    taken,
    journal,
    behave: (service, behaviour) => void behaviours.set(service, behaviour),
    failNext: (call, fault) => void faults.set(call, [...(faults.get(call) ?? []), fault]),
    setAway(next) {
      away = next
      if (away) for (const watcher of [...watchers]) watcher(null)
    },
    kill: (service, exitCode = 137) => end(mustHave(service), exitCode),
    stopFromOutside(service) {
      end(mustHave(service), 143)
      emit('stopped', mustHave(service))
    },
    sayStopped: (service) => emit('stopped', mustHave(service)),
    startFromOutside: (service) => begin(mustHave(service)),
    removeFromOutside(service, withData = false) {
      const container = mustHave(service)
      drop(container)
      if (withData) for (const { name } of container.spec.volumes) volumes.delete(name)
    },
    container: (service) => of(service)?.observed ?? null,

    async engine() {
      answer()
      const [socket, host, dataRoot] = ['unix:///fake.sock', 'fake', '/fake']
      return { name: 'Docker', version: '1', socket, cpus: 2, memoryBytes: 8e9, host, dataRoot }
    },
    holdObservation() {
      const begun = Promise.withResolvers<void>()
      const gone = Promise.withResolvers<void>()
      held = { begin: begun.resolve, gone: gone.promise }
      return { begun: begun.promise, release: gone.resolve }
    },
    async observe() {
      answer()
      const seen = [...kept.values()].map(({ observed }) => observed)
      const hold = held
      held = null
      hold?.begin()
      await hold?.gone
      return seen
    },
    async *changes(signal) {
      answer()
      const waiting: (EngineEvent | null)[] = []
      let wake: () => void = () => undefined
      const watcher = (event: EngineEvent | null) => {
        waiting.push(event)
        wake()
      }
      watchers.add(watcher)
      try {
        yield { what: 'watching' }
        while (!signal.aborted) {
          const event = waiting.shift()
          if (event === null) throw new FaultError(AWAY)
          if (event) yield event
          else {
            await new Promise<void>((resolve) => {
              wake = resolve
              signal.addEventListener('abort', () => resolve(), { once: true })
            })
          }
        }
      } finally {
        watchers.delete(watcher)
      }
    },
    async hasImage(image) {
      answer()
      return images.has(image)
    },
    async pull(image, progress, signal) {
      if (refused.has(image)) throw new FaultError({ code: 'image-refused', image })
      journal.push(`pull ${image}`)
      answer('pull')
      for (const done of [0, 50, 100]) {
        progress({ image, done, total: 100, bytesPerSecond: 50, secondsLeft: (100 - done) / 50, attempt: 0 })
        await clock.sleep(1_000, signal)
        signal.throwIfAborted()
      }
      images.add(image)
    },
    async build(image, _build, step, signal) {
      journal.push(`build ${image}`)
      answer('build')
      step('Step 1/1 : FROM scratch')
      await clock.sleep(1_000, signal)
      signal.throwIfAborted()
      images.add(image)
    },
    async create(spec) {
      answer('create')
      if (!images.has(spec.image))
        throw new FaultError({ code: 'image-missing', image: spec.image, reason: 'no such image' })
      const before = of(spec.service)
      if (before) return before.observed.id
      journal.push(`create ${spec.service}`)
      const id = `${spec.service}-${++made}`
      const observed: ObservedContainer = {
        id,
        service: spec.service,
        image: spec.image,
        hash: spec.hash,
        state: 'created',
        health: 'none',
        healthOutput: '',
        exitCode: null,
        outOfMemory: false,
        restartCount: 0,
        dataSince: dataSince(spec),
        startedAt: null,
        finishedAt: null,
      }
      kept.set(id, { spec, observed, life: new AbortController() })
      return id
    },
    async start(id, { service, ports }) {
      journal.push(`start ${service}`)
      answer('start')
      const port = ports.find(({ host }) => taken.has(host))?.host
      if (port !== undefined) {
        throw new FaultError({ code: 'service-port-taken', service, port, by: null, variable: null, free: null })
      }
      const container = kept.get(id)
      if (container) begin(container)
    },
    async stop(id) {
      const container = kept.get(id)
      answer('stop')
      if (container?.observed.state !== 'running') return
      journal.push(`stop ${container.spec.service}`)
      end(container, 0)
      emit('stopped', container)
    },
    async remove(id) {
      answer('remove')
      const container = kept.get(id)
      if (!container) return
      journal.push(`remove ${container.spec.service}`)
      drop(container)
    },
    async removeVolumes(names) {
      answer()
      journal.push(...names.map((name) => `remove volume ${name}`))
      for (const name of names) volumes.delete(name)
    },
    async hostDoor() {
      answer()
      return made === 0 ? null : { address: '127.0.0.1', from: null }
    },
    async removeNetwork() {
      answer()
      if (kept.size === 0) journal.push('remove network')
    },
    async *printed(id, _since, signal) {
      answer()
      const lines = await this.lastPrinted(id, 100)
      if (lines.length > 0) yield lines
      await clock.sleep(2 ** 40, AbortSignal.any([signal, kept.get(id)?.life.signal ?? AbortSignal.abort()]))
    },
    async lastPrinted(id, lines) {
      answer()
      const service = kept.get(id)?.spec.service ?? ''
      const printed = behaviours.get(service)?.prints ?? []
      return printed.map((text, at) => ({ time: `${at}.000000000`, stream: 'out' as const, text })).slice(-lines)
    },
    async *usage(id, signal) {
      answer()
      while (!signal.aborted && kept.get(id)?.observed.state === 'running') {
        yield { at: clock.now(), cpuPercent: 1, memoryBytes: 1e6, receivedBytes: 0, sentBytes: 0 }
        await clock.sleep(1_000, signal)
      }
    },
  }
}

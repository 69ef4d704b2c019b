import { pkijsCertificateMaker } from '@main/adapters/pkijs/certificate-maker'
import { createMemoryContainers, type MemoryContainers } from '@main/ports/fakes/memory-containers'
import { memorySecrets } from '@main/ports/fakes/memory-secrets'
import { createVirtualClock, type VirtualClock } from '@main/ports/fakes/virtual-clock'
import type { Secrets } from '@main/ports/secrets'
import { createFeed } from '@main/signals/feed'
import type { ServiceId, ServiceState, ServicesStatus } from '@shared/model/service'
import { parseComposeFile } from '../compose-file'
import { createEncryption } from '../encryption/encryption'
import { openServices, type ServiceChoices } from '../services'

/** log ← registry ← connect → store, and an extra service in a profile. */
const COMPOSE = `
name: test
services:
  connect:
    image: connect:1
    build: connect
    x-millrace: { title: Connect, role: connect }
    depends_on:
      registry: { condition: service_healthy }
      store: { condition: service_healthy }
    healthcheck: { test: [CMD, probe] }
    restart: unless-stopped
  registry:
    image: registry:1
    x-millrace: { title: Registry, role: registry }
    depends_on: { log: { condition: service_healthy, restart: true } }
    healthcheck: { test: [CMD, probe] }
    restart: unless-stopped
  log:
    image: \${LOG_IMAGE:-log:1}
    x-millrace:
      title: Log
      role: log
      encryption: { port: 9092, protocol: LOG_PROTOCOL, user: LOG_USER, password: LOG_PASSWORD, certificate: LOG_CERTIFICATE, key: LOG_KEY }
    environment:
      PROTOCOL: \${LOG_PROTOCOL:-PLAINTEXT}
      LOGIN: \${LOG_USER:-millrace} \${LOG_PASSWORD:-}
      CERTIFICATE: \${LOG_CERTIFICATE:-} \${LOG_KEY:-}
    ports: ["127.0.0.1:\${LOG_PORT:-9092}:9092"]
    volumes: ["log-data:/data"]
    healthcheck: { test: [CMD, probe] }
    mem_limit: 512m
    restart: unless-stopped
  store:
    image: store:1
    x-millrace: { title: Store, role: store }
    environment: { PASSWORD: "\${STORE_PASSWORD:?give one}" }
    ports: ["127.0.0.1:\${STORE_PORT:-8123}:8123"]
    healthcheck: { test: [CMD, probe] }
    restart: unless-stopped
  extra:
    image: extra:1
    profiles: [more]
    x-millrace: { title: extra, role: scheduler }
    restart: "no"
volumes:
  log-data:
`

/** The services without a profile, in start order. */
export const ALL: readonly ServiceId[] = ['log', 'registry', 'store', 'connect']

export interface RigOptions {
  readonly images?: readonly string[]
  readonly choices?: Partial<ServiceChoices>
  /** The containers of an earlier rig. */
  readonly clock?: VirtualClock
  readonly engine?: MemoryContainers
  /** What encryption needs, as an earlier rig has kept it. */
  readonly secrets?: Secrets
}

/** The supervisor with an engine in memory; time passes only while every task waits. */
export function createRig(options: RigOptions = {}) {
  const clock = options.clock ?? createVirtualClock()
  const engine = options.engine ?? createMemoryContainers(clock)
  const images = options.images ?? ['log:1', 'registry:1', 'connect:1', 'store:1', 'extra:1']
  for (const image of images) engine.images.add(image)
  const feed = createFeed({
    services: { variables: {}, encrypt: false, profiles: [], ...options.choices } as ServiceChoices,
  })
  const holders = new Map<number, string>()
  const compose = parseComposeFile('/compose/compose.yaml', COMPOSE)
  const encryption = createEncryption({
    ports: compose.encryptedPorts,
    secrets: options.secrets ?? memorySecrets(),
    maker: pkijsCertificateMaker(),
    now: () => clock.now(),
  })
  const open = () =>
    openServices({
      compose,
      project: 'test',
      credentials: { STORE_PASSWORD: 'secret' },
      encryption,
      choices: {
        feed,
        change: async ({ services }) => feed.publish({ services: { ...feed.value.services, ...services } }),
      },
      containers: () => engine,
      localPorts: {
        holder: async (port) => holders.get(port) ?? null,
        isFree: async (port) => !holders.has(port),
      },
      machine: { hostname: 'here', freeDisk: async () => null },
      clock,
      log: () => undefined,
    })
  const services = open()
  const end = new AbortController()
  let ended = Promise.resolve()
  const stateOf = (status: ServicesStatus, id: ServiceId): ServiceState => {
    const found = status.services.find(({ service }) => service.id === id)
    if (!found) throw new Error(`${id} is not shown`)
    return found.state
  }
  const rig = {
    clock,
    engine,
    services,
    encryption,
    /** As the settings do it. */
    async encrypt(encrypt: boolean) {
      if (encrypt) await services.prepareEncryption()
      feed.publish({ services: { ...feed.value.services, encrypt } })
    },
    holders,
    open,
    run() {
      ended = services.run(end.signal)
      return rig
    },
    async stop() {
      end.abort()
      await ended
    },
    state: (id: ServiceId) => stateOf(services.feed.value, id),
    wanted: (id: ServiceId) => services.feed.value.services.find(({ service }) => service.id === id)?.wanted,
    /** Resolves with the first status that `what` accepts. */
    async until(what: (status: ServicesStatus) => boolean): Promise<ServicesStatus> {
      for await (const status of services.feed.follow()) if (what(status)) return status
      throw new Error('unreachable')
    },
    untilState: (id: ServiceId, state: ServiceState['state']) =>
      rig.until(
        (status) => status.services.some(({ service }) => service.id === id) && stateOf(status, id).state === state,
      ),
    healthy: (...ids: ServiceId[]) => Promise.all(ids.map((id) => rig.untilState(id, 'healthy'))),
    connected: () => rig.until(({ engine: { state } }) => state === 'connected'),
    pass: (ms: number) => clock.sleep(ms, end.signal),
  }
  return rig
}

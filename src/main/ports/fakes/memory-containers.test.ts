import type { ContainerSpec } from '../containers'
import { containersContract } from '../contracts/containers.contract'
import { createMemoryContainers } from './memory-containers'
import { createVirtualClock } from './virtual-clock'

const TINY: ContainerSpec = {
  service: 'one',
  image: 'tiny',
  environment: {},
  labels: {},
  command: null,
  entrypoint: null,
  ports: [],
  volumes: [],
  healthCheck: null,
  memoryBytes: null,
  cpus: null,
  fileLimit: null,
  logging: null,
  restart: 'no',
  stopGraceMs: 1_000,
  stopSignal: null,
  user: null,
  workingDir: null,
  hostname: null,
  init: false,
  hash: 'a',
}

containersContract('memory', async () => {
  const clock = createVirtualClock()
  const containers = createMemoryContainers(clock)
  containers.images.add('tiny')
  return {
    containers,
    spec(service, program, change = {}) {
      if (program === 'dies') containers.behave(service, { diesAfter: 0, exitCode: 3, prints: ['two', 'lines'] })
      if (program === 'unhealthy') containers.behave(service, { healthyAfter: null })
      const checked = program === 'healthy' || program === 'unhealthy'
      const healthCheck = { test: ['CMD', 'x'], intervalMs: 1, timeoutMs: 1, retries: 1, startPeriodMs: 0 }
      return { ...TINY, service, healthCheck: checked ? healthCheck : null, ...change }
    },
    kill: async (service) => containers.kill(service),
    stop: async (service) => containers.stopFromOutside(service),
    pause: () => clock.sleep(10, new AbortController().signal),
    cleanup: async () => undefined,
  }
})

import { containersContract } from '../contracts/containers.contract'
import { createMemoryContainers } from './memory-containers'
import { plainSpec } from './plain-spec'
import { createVirtualClock } from './virtual-clock'

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
      return plainSpec(service, 'tiny', { healthCheck: checked ? healthCheck : null, ...change })
    },
    kill: async (service) => containers.kill(service),
    stop: async (service) => containers.stopFromOutside(service),
    pause: () => clock.sleep(10, new AbortController().signal),
    cleanup: async () => undefined,
  }
})

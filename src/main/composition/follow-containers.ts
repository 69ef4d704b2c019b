import type { ApiContext } from '@main/api/context'
import { type ContainerDoor, openContainerDoor } from '@main/hosts/container-door'
import type { Clock } from '@main/ports/clock'
import type { Services } from '@main/services/services'
import { waitForWakeup } from '@main/services/wait-for-wakeup'
import { createFeed, type Feed } from '@main/signals/feed'
import { createWakeup } from '@main/signals/wakeup'
import { LONGEST_TIMER_MS } from '@shared/lib/time'
import { type Fault, FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'

const RETRY_MS = 5_000
const MAX_PORT = 65_535

interface FollowOptions {
  readonly services: Pick<Services, 'containers' | 'observed' | 'stack'>
  readonly contexts: Feed<ApiContext | null>
  readonly clock: Clock
  readonly log: (line: string) => void
}

export interface ContainerDoorKeeper {
  /** Why containers cannot reach Millrace now; null when they can, or none needs to. */
  readonly trouble: Feed<Fault | null>
  run(signal: AbortSignal): Promise<void>
}

/** Throws `port-refused`. */
function portNumber(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= MAX_PORT) return port
  throw new FaultError({ code: 'port-refused', port: 0, reason: `MILLRACE_PORT must be 1 to ${MAX_PORT}` })
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof FaultError)) return String(thrown)
  const { fault } = thrown
  if (fault.code === 'port-taken') return 'another program uses it'
  return 'reason' in fault && fault.reason !== null ? fault.reason : faultMessage(fault)
}

/** Keeps a door open for containers that call this machine, while one of them runs. */
export function followContainers({ services, contexts, clock, log }: FollowOptions): ContainerDoorKeeper {
  const trouble = createFeed<Fault | null>(null)
  let open: { readonly key: string; readonly door: ContainerDoor } | null = null

  const wanted = () => {
    const { specs, values } = services.stack.value
    const callers = services.observed.value.flatMap(({ id, service, state }) => {
      const { hostNames = [] } = specs.get(service) ?? {}
      return state === 'running' && hostNames.length > 0 ? [{ id, hostNames }] : []
    })
    const { MILLRACE_PORT: port, MILLRACE_TOKEN: token } = values
    if (callers.length === 0 || !port || !token) return null
    const names = [...new Set(callers.flatMap(({ hostNames }) => hostNames))]
    return { key: JSON.stringify([callers, port, token]), names, port, token }
  }
  const close = async () => {
    await open?.door.close()
    open = null
  }
  const publish = (fault: Fault | null) => {
    if (JSON.stringify(fault) === JSON.stringify(trouble.value)) return
    if (fault) log(`Containers cannot reach Millrace: ${faultMessage(fault)}`)
    trouble.publish(fault)
  }
  const adapt = async () => {
    const next = wanted()
    if (next?.key === open?.key) return
    await close()
    if (!next) return publish(null)
    const { key, names, port, token } = next
    let address: string | null = null
    try {
      const number = portNumber(port)
      const place = await services.containers.hostDoor()
      // The container of a moment ago is gone, and its network too.
      if (!place) return
      address = place.address
      open = { key, door: await openContainerDoor(contexts, { ...place, names, port: number, token }) }
      log(`Containers reach Millrace at ${address}:${port}.`)
      publish(null)
    } catch (thrown) {
      publish({ code: 'containers-cut-off', address, port, reason: reasonOf(thrown) })
    }
  }
  return {
    trouble,
    async run(signal) {
      const wakeup = createWakeup()
      const news = async <T>(feed: Feed<T>) => {
        for await (const _ of feed.follow(signal)) wakeup.wake()
      }
      const following = [news(services.observed), news(services.stack)]
      try {
        while (!signal.aborted) {
          await adapt()
          await waitForWakeup(wakeup, clock, trouble.value === null ? LONGEST_TIMER_MS : RETRY_MS, signal)
        }
      } finally {
        await close()
        await Promise.all(following)
      }
    },
  }
}

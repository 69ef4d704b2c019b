import type { Ports } from '@main/ports'
import type { EventLog } from '@main/ports/event-log'
import { FaultError } from '@shared/model/fault'

/** The calls of each port that only look. Whatever else a port has, or gets later, is refused. */
const LOOKS = {
  log: ['read', 'heldSince', 'waitForAppend', 'offsets', 'epochs', 'committed', 'windowCounts', 'usage', 'close'],
  registry: ['byId', 'versions', 'close'],
  objects: ['get', 'getToFile', 'getPart', 'head', 'list', 'close'],
  store: [
    ...['search', 'ping', 'storedEpochs', 'countOutside', 'stored', 'countWindows', 'earlierWindows', 'extract'],
    ...['fingerprint', 'analyse', 'usage', 'pages', 'close'],
  ],
  landing: ['isOpen'],
  connector: ['status', 'done', 'rejected'],
} as const

/** The same ports, which throw `read-only` for every call that would write to the clusters. */
export function readOnly(ports: Ports, environment: string): Ports {
  const refuse = async (): Promise<never> => {
    throw new FaultError({ code: 'read-only', environment })
  }
  const only = <T extends object>(port: T, looks: readonly string[]): T =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target)
        if (looks.includes(String(name))) return typeof value === 'function' ? value.bind(target) : value
        return typeof value === 'function' ? refuse : undefined
      },
    })
  const store = only(ports.store, [...LOOKS.store, 'landing'])
  return {
    ...ports,
    log: counted(only(ports.log, LOOKS.log)),
    registry: only(ports.registry, LOOKS.registry),
    objects: only(ports.objects, LOOKS.objects),
    store: new Proxy(store, {
      get: (target, name) =>
        name === 'landing' ? only(ports.store.landing, LOOKS.landing) : Reflect.get(target, name, target),
    }),
    connector: ports.connector && only(ports.connector, LOOKS.connector),
    storeServer: { start: refuse },
  }
}

/** A log that Millrace never wrote to has no count of its own: then it is the offsets that say how much it holds. */
function counted(log: EventLog): EventLog {
  return new Proxy(log, {
    get(target, name) {
      if (name !== 'usage') return Reflect.get(target, name, target)
      return async (topic: string) => {
        const usage = await target.usage(topic)
        if (usage.appended > 0) return usage
        const { end } = await target.offsets(topic)
        return { ...usage, appended: end.reduce((sum, offset) => sum + offset, 0) }
      }
    },
  })
}

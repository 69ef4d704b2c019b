import type { Store } from '@main/ports/store'
import { FaultError } from '@shared/model/fault'

/** A store that can be replaced; without one, every call throws `store-unavailable`. */
export interface SwitchableStore extends Store {
  use(store: Store | null): void
}

export function switchableStore(): SwitchableStore {
  let current: Store | null = null
  const there = (): Store => {
    if (!current) throw new FaultError({ code: 'store-unavailable', reason: 'it is not running' })
    return current
  }
  return {
    use(store) {
      current = store
    },
    landing: {
      isOpen: async (...args) => there().landing.isOpen(...args),
      open: async (...args) => there().landing.open(...args),
      close: async (dataset) => there().landing.close(dataset),
    },
    search: {
      inWindow: async (...args) => there().search.inWindow(...args),
      at: async (...args) => there().search.at(...args),
      byId: async (...args) => there().search.byId(...args),
      before: async (...args) => there().search.before(...args),
    },
    pages: {
      page: async (...args) => there().pages.page(...args),
      sums: async (...args) => there().pages.sums(...args),
    },
    ping: async (signal) => there().ping(signal),
    prepare: async (...args) => there().prepare(...args),
    storedEpochs: async (dataset) => there().storedEpochs(dataset),
    earlierWindows: async (...args) => there().earlierWindows(...args),
    countOutside: async (...args) => there().countOutside(...args),
    insert: async (...args) => there().insert(...args),
    stored: async (...args) => there().stored(...args),
    countWindows: async (...args) => there().countWindows(...args),
    extract: async (...args) => there().extract(...args),
    fingerprint: async (...args) => there().fingerprint(...args),
    analyse: async (...args) => there().analyse(...args),
    usage: async (dataset) => there().usage(dataset),
    clear: async (dataset) => there().clear(dataset),
    close: async () => current?.close(),
  }
}

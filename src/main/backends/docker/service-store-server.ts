import { openClickHouseStore } from '@main/adapters/clickhouse/clickhouse-store'
import type { StoreAddress, StoreServer } from '@main/ports/store'
import type { SwitchableStore } from '../switchable-store'
import { type RunningServices, requireUp, untilAway } from './running-services'

/** The store's server is a service: starting it means waiting until it is healthy and answers, stopping it does nothing. */
export function serviceStoreServer(
  services: RunningServices,
  store: SwitchableStore,
  address: StoreAddress,
): StoreServer {
  return {
    async start(signal) {
      requireUp(services, 'store')
      const opened = openClickHouseStore(address)
      try {
        await opened.ping(signal)
      } catch (thrown) {
        await opened.close()
        throw thrown
      }
      store.use(opened)
      const end = new AbortController()
      const exited = untilAway(services, 'store', end.signal).then(async (why) => {
        store.use(null)
        await opened.close()
        return why
      })
      return {
        address,
        exited,
        async stop() {
          end.abort()
          await exited
        },
      }
    },
  }
}

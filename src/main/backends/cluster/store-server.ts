import { openClickHouseStore } from '@main/adapters/clickhouse/clickhouse-store'
import type { StoreAddress, StoreServer } from '@main/ports/store'
import type { SwitchableStore } from '../switchable-store'

export interface ClusterStoreServerOptions {
  readonly address: StoreAddress
  readonly store: SwitchableStore
  /** Throws when the server cannot be there. */
  readonly check: () => void
  /** Resolves with the reason once the server is gone, or when the signal aborts. */
  readonly untilGone: (signal: AbortSignal) => Promise<string>
}

/** A store's server that runs by itself: starting it means waiting until it answers, and stopping it does nothing. */
export function clusterStoreServer({ address, store, check, untilGone }: ClusterStoreServerOptions): StoreServer {
  return {
    async start(signal) {
      check()
      const opened = openClickHouseStore(address)
      try {
        await opened.ping(signal)
      } catch (thrown) {
        await opened.close()
        throw thrown
      }
      store.use(opened)
      const end = new AbortController()
      const exited = untilGone(end.signal).then(async (why) => {
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

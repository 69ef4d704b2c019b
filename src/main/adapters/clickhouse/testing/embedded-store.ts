import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chdbStoreServer, type RunningChdb } from '@main/adapters/chdb/launch-store-process'
import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import type { Store } from '@main/ports/store'
import { openClickHouseStore } from '../clickhouse-store'

/** chDB in its own folder, and a store opened on it. */
export interface EmbeddedStore {
  readonly dir: string
  readonly server: RunningChdb
  readonly store: Store
  /** Like any other ClickHouse client: the body of the answer, and the error number, 0 when there is none. */
  request(query: string, body?: string): Promise<{ text: string; error: number }>
  /** Throws the server's error. */
  sql(query: string): Promise<string>
  /** Stops the server and removes the folder. */
  close(): Promise<void>
}

export async function openEmbeddedStore(): Promise<EmbeddedStore> {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-store-'))
  const module = new URL('../../chdb/store-process.ts', import.meta.url)
  const { signal } = new AbortController()
  const server = await chdbStoreServer({ launcher: nodeChildLauncher(() => undefined), module, dir }).start(signal)
  const store = openClickHouseStore(server.address)
  const request = async (query: string, body = '') => {
    const { url, username, password } = server.address
    const headers = { 'x-clickhouse-user': username, 'x-clickhouse-key': password }
    const response = await fetch(`${url}/?query=${encodeURIComponent(query)}`, { method: 'POST', headers, body })
    const error = Number(response.headers.get('x-clickhouse-exception-code') ?? (response.ok ? 0 : response.status))
    return { text: (await response.text()).trim(), error }
  }
  return {
    dir,
    server,
    store,
    request,
    async sql(query) {
      const { text, error } = await request(query)
      if (error !== 0) throw new Error(text)
      return text
    },
    async close() {
      await store.close()
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

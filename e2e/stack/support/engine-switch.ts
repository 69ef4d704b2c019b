import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * An address at which the engine answers until it is switched off: then it is stopped for Millrace, but not for its containers.
 */
export interface EngineSwitch {
  readonly address: string
  off(): Promise<void>
  on(): Promise<void>
  close(): Promise<void>
}

/** `engine`: `unix://…` or `tcp://…`. It is initially on. */
export async function engineSwitch(engine: string): Promise<EngineSwitch> {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-engine-'))
  const path = join(dir, 'docker.sock')
  const open = new Set<Socket>()
  let server: Server | null = null
  const on = async () => {
    if (server) return
    server = createServer((client) => {
      const upstream = connect(socketOf(engine))
      for (const socket of [client, upstream]) {
        open.add(socket)
        socket.on('error', () => undefined)
        socket.once('close', () => open.delete(socket))
      }
      client.once('close', () => upstream.destroy())
      upstream.once('close', () => client.destroy())
      client.pipe(upstream).pipe(client)
    }).listen(path)
    await once(server, 'listening')
  }
  const off = async () => {
    if (!server) return
    const closed = once(server, 'close')
    server.close()
    server = null
    for (const socket of open) socket.destroy()
    await closed
  }
  await on()
  return {
    address: `unix://${path}`,
    on,
    off,
    async close() {
      await off()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

function socketOf(engine: string) {
  if (engine.startsWith('unix://')) return { path: engine.slice('unix://'.length) }
  const { hostname: host, port } = new URL(engine)
  return { host, port: Number(port || 2375) }
}

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openTopicAdmin } from './topic-admin'

const TOPIC = { topic: 'shop', partitions: 1, config: {} }
const AT_ONCE_MS = 1_000

/** A server that takes connections and never answers. */
async function hungServer() {
  const server = createServer().listen(0, '127.0.0.1')
  const sockets: Socket[] = []
  server.on('connection', (socket) => sockets.push(socket))
  await once(server, 'listening')
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(close)
  return { server, close, port: (server.address() as AddressInfo).port }
}

it('says where nothing answers and why, after a few attempts', async () => {
  const { close, port } = await hungServer()
  close()
  const address = `127.0.0.1:${port}`
  const { signal } = new AbortController()
  await expect(openTopicAdmin({ brokers: [address] }).create(TOPIC, signal)).rejects.toMatchObject({
    fault: { code: 'log-unavailable', address, reason: expect.stringContaining('ECONNREFUSED') },
  })
})

it('ends at once when its signal aborts, also when the broker hangs', async () => {
  const { server, port } = await hungServer()
  const stop = new AbortController()
  const created = openTopicAdmin({ brokers: [`127.0.0.1:${port}`] }).create(TOPIC, stop.signal)
  const failed = expect(created).rejects.toMatchObject({ fault: { code: 'log-unavailable', reason: 'it was closed' } })
  await once(server, 'connection')
  const from = performance.now()
  stop.abort()
  await failed
  expect(performance.now() - from).toBeLessThan(AT_ONCE_MS)
})

it('does not even connect when its signal has aborted', async () => {
  const { server, port } = await hungServer()
  let connections = 0
  server.on('connection', () => connections++)
  const created = openTopicAdmin({ brokers: [`127.0.0.1:${port}`] }).create(TOPIC, AbortSignal.abort())
  await expect(created).rejects.toMatchObject({ fault: { reason: 'it was closed' } })
  expect(connections).toBe(0)
})

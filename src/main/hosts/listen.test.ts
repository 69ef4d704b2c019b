import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { listen } from './listen'

const server = createServer((_, response) => response.end('here'))
const other = createServer()
afterEach(() => {
  for (const one of [server, other]) one.close()
})

const portOf = () => (server.address() as AddressInfo).port

it('keeps a server that could not accept connections, however many they were', async () => {
  await listen(server, 0, '127.0.0.1')
  for (let n = 0; n < 3; n++) server.emit('error', new Error('accept EMFILE'))
  const answer = await fetch(`http://127.0.0.1:${portOf()}/`)
  expect(await answer.text()).toBe('here')
})

it('says that the port is taken', async () => {
  await listen(server, 0, '127.0.0.1')
  await expect(listen(other, portOf(), '127.0.0.1')).rejects.toMatchObject({
    fault: { code: 'port-taken', port: portOf() },
  })
})

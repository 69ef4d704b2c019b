import { createServer } from 'node:net'
import { basename } from 'node:path'
import { expect, it } from 'vitest'
import { holderIn } from './holder-by-lsof'
import { listeningSockets } from './holder-by-proc'
import { localPorts } from './local-ports'

const listen = async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { server, port: typeof address === 'object' && address ? address.port : 0 }
}

it('distinguishes a free port from a taken one', async () => {
  const { server, port } = await listen()
  expect(await localPorts().isFree(port)).toBe(false)
  await new Promise((resolve) => server.close(resolve))
  expect(await localPorts().isFree(port)).toBe(true)
})

it.runIf(process.platform === 'linux')('names the process that uses a port', async () => {
  const { server, port } = await listen()
  expect(await localPorts().holder(port)).toBe(`${basename(process.execPath)} (pid ${process.pid})`)
  await new Promise((resolve) => server.close(resolve))
  expect(await localPorts().holder(port)).toBeNull()
})

it('reads the tables of Linux', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:2384 0100007F:8F2C 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0`
  expect(listeningSockets(table, 9092)).toEqual(['socket:[4711]'])
  expect(listeningSockets(table, 9093)).toEqual([])
})

it('reads the output of lsof', () => {
  expect(holderIn('p812\ncjava\nf12\n')).toBe('java (pid 812)')
  expect(holderIn('')).toBeNull()
})

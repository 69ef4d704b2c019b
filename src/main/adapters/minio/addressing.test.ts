import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openS3ObjectStore } from './object-store'

const KEYS = { credentials: { accessKey: 'a', secretKey: 'b' } } as const

async function s3() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host?.split(':')[0]} ${request.url}`)
    response.writeHead(200, { etag: '"x"' }).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close().closeAllConnections())
  return { asked, url: `http://localhost:${(server.address() as AddressInfo).port}` }
}

it('puts the bucket into the path', async () => {
  const { asked, url } = await s3()
  await openS3ObjectStore({ url, ...KEYS }).put('lake', 'a', new Uint8Array([1]))
  expect(asked).toEqual(['localhost /lake/a'])
})

it('puts the bucket into the host if asked to', async () => {
  const { asked, url } = await s3()
  const put = openS3ObjectStore({ url, ...KEYS, pathStyle: false }).put('lake', 'a', new Uint8Array([1]))
  // Not every system resolves names below localhost.
  const said = await put.then(
    () => asked.join(),
    (thrown) => thrown.fault.reason,
  )
  expect(said).toContain('lake.localhost')
})

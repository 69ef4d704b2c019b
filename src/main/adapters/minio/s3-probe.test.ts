import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openS3Client } from './client'
import { s3Probe } from './s3-probe'

it('puts its object with the encryption of the real ones', async () => {
  const puts: IncomingHttpHeaders[] = []
  const server = createServer((request, response) => {
    puts.push(request.headers)
    response.writeHead(200, { etag: '"x"' }).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close().closeAllConnections())
  const address = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKey: 'a', secretKey: 'b' },
    encryption: { kind: 'aws:kms', keyId: 'k' },
  } as const
  const { client, transport } = openS3Client(address)
  await s3Probe(client, address, 'lake').put()
  transport.close()
  expect(puts).toMatchObject([
    { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': 'k' },
  ])
})

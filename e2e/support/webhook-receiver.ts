import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedMessage {
  readonly path: string
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}

export interface WebhookReceiver {
  readonly origin: string
  readonly received: readonly ReceivedMessage[]
  stop(): Promise<void>
}

/** A real HTTP server that keeps its requests; `/refused` answers with 404, everything else with 204. */
export async function receiveWebhooks(): Promise<WebhookReceiver> {
  const received: ReceivedMessage[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    received.push({ path: request.url ?? '', headers: request.headers, text })
    response.writeHead(request.url === '/refused' ? 404 : 204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Whether a message carries a valid signature for the secret, checked as docs/detection.md describes. */
export function isSigned({ headers, text }: ReceivedMessage, secret: string): boolean {
  const [, seconds = '', v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['millrace-signature'])) ?? []
  return v1 === createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex')
}

import { createFeed } from '@main/signals/feed'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createMessagePortServer, type MessagePortServer, type PagePort, type ServedPort } from './message-port-server'

interface FakePort extends PagePort {
  readonly sent: unknown[]
  closed: boolean
  /** The other side closes. */
  leave(): void
  receive(data: unknown): void
}

let ports: FakePort[]
let served: { port: ServedPort; context: string }[]
let lines: string[]
let stop: AbortController
let contexts: ReturnType<typeof createFeed<string | null>>
let server: MessagePortServer<string>

beforeEach(() => {
  ports = []
  served = []
  lines = []
  stop = new AbortController()
  contexts = createFeed<string | null>('first')
  server = createMessagePortServer<string, string>(contexts, {
    connect(frame) {
      if (frame === 'gone') throw new TypeError('Object has been destroyed')
      const port = fakePort()
      ports.push(port)
      return port
    },
    serve: (port, context) => void served.push({ port, context }),
    log: (line) => lines.push(line),
  })
})
afterEach(() => stop.abort())

it('gives a page a port at once, and carries messages both ways', () => {
  server.ask('page')
  const heard: unknown[] = []
  served[0]?.port.on('message', (event) => heard.push(event?.data))
  served[0]?.port.postMessage('answer')
  ports[0]?.receive('question')
  expect(served[0]?.context).toBe('first')
  expect(ports[0]?.sent).toEqual(['answer'])
  expect(heard).toEqual(['question'])
})

it('lets a page wait while there is no context', async () => {
  contexts.publish(null)
  server.ask('page')
  server.ask('page')
  const run = server.run(stop.signal)
  expect(served).toEqual([])
  contexts.publish('second')
  await settled()
  expect(served.map(({ context }) => context)).toEqual(['second'])
  stop.abort()
  await run
})

it('goes on when a page vanishes before it is connected', async () => {
  contexts.publish(null)
  const run = server.run(stop.signal)
  server.ask('gone')
  server.ask('page')
  contexts.publish('second')
  await settled()
  server.ask('gone')
  expect(served).toHaveLength(1)
  expect(lines).toHaveLength(2)
  stop.abort()
  await run
})

it('closes ports of the earlier context, ends their feeds, and forgets them', async () => {
  server.ask('page')
  let ended = 0
  served[0]?.port.on('close', () => ended++)
  const run = server.run(stop.signal)
  await settled()
  expect(server.open).toBe(1)
  contexts.publish('second')
  await settled()
  expect(ports[0]?.closed).toBe(true)
  expect(ended).toBe(1)
  expect(server.open).toBe(0)
  served[0]?.port.postMessage('too late')
  expect(ports[0]?.sent).toEqual([])
  stop.abort()
  await run
})

it('forgets a port that the page closes, and ends its feeds once', () => {
  server.ask('page')
  let ended = 0
  served[0]?.port.on('close', () => ended++)
  ports[0]?.leave()
  ports[0]?.leave()
  expect(ended).toBe(1)
  expect(server.open).toBe(0)
})

it('closes everything at the end', async () => {
  server.ask('page')
  const run = server.run(stop.signal)
  await settled()
  stop.abort()
  await run
  expect(ports[0]?.closed).toBe(true)
})

const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

function fakePort(): FakePort {
  const closes: (() => void)[] = []
  const messages: ((event: { data: unknown }) => void)[] = []
  const on = (event: 'close' | 'message', listener: (event: { data: unknown }) => void) => {
    if (event === 'close') closes.push(() => listener({ data: null }))
    else messages.push(listener)
  }
  return {
    sent: [],
    closed: false,
    on,
    postMessage(message) {
      this.sent.push(message)
    },
    start: () => undefined,
    close() {
      this.closed = true
    },
    leave: () => {
      for (const listener of closes) listener()
    },
    receive: (data) => {
      for (const listener of messages) listener({ data })
    },
  }
}

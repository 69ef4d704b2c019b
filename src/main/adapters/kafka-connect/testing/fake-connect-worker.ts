import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Connector {
  config: Record<string, string>
  target: 'STOPPED' | 'PAUSED' | 'RUNNING'
  /** Its running state; a change of the target state shows after some status requests. */
  running: 'none' | 'STOPPED' | 'PAUSED' | 'RUNNING'
  pending: number
  trace: string | null
  offsets: Map<number, number>
  /** Consumers that died without leaving the group. */
  lingering: number
}

/** Kafka Connect's REST interface with one worker, as Kafka documents it, as far as connectors of Millrace need it. For tests. */
export interface FakeConnectWorker {
  readonly address: string
  readonly requests: readonly string[]
  connector(name: string): { config: Record<string, string>; target: string; offsets: Map<number, number> } | undefined
  /** The number of status requests until a change shows. */
  slowness: number
  /** Only its web server is up. */
  starting: boolean
  /** It answers every request with this status and this text. */
  broken: { readonly status: number; readonly text: string } | null
  /** This many of the next requests find the workers rebalancing. */
  rebalancing: number
  failTask(name: string, trace: string): void
  /** The worker dies with its task and comes back; the dead consumer stays in the group for this many attempts. */
  kill(name: string, attempts: number): void
  remove(name: string): void
  close(): Promise<void>
}

export async function fakeConnectWorker(): Promise<FakeConnectWorker> {
  const connectors = new Map<string, Connector>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const text = Buffer.concat(chunks).toString()
      const [status, body] = answer(request.method ?? '', request.url ?? '', text === '' ? undefined : JSON.parse(text))
      if (worker.starting) {
        response.writeHead(404, { 'content-type': 'text/html' })
        response.end('<html><body><h2>HTTP ERROR 404 Not Found</h2></body></html>')
        return
      }
      if (worker.broken) {
        response.writeHead(worker.broken.status)
        response.end(worker.broken.text)
        return
      }
      const withCode = status >= 400 ? { error_code: status, message: body } : body
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(withCode === undefined ? '' : JSON.stringify(withCode))
    })()
  })

  const answer = (method: string, url: string, body: unknown): [number, unknown?] => {
    requests.push(`${method} ${url}`)
    if (worker.rebalancing > 0) {
      worker.rebalancing--
      return [409, 'Cannot complete request momentarily due to stale configuration (typically caused by a rebalance)']
    }
    const path = new URL(url, 'http://connect').pathname
    if (method === 'POST' && path === '/connectors') return create(body as CreateBody)
    const [, encoded = '', what = ''] = /^\/connectors\/([^/]+)\/(\w+)$/.exec(path) ?? []
    const name = decodeURIComponent(encoded)
    const connector = connectors.get(name)
    if (!connector) return [404, `Connector ${name} not found`]
    return act(name, connector, `${method} ${what}`, body)
  }

  const create = ({ name, config, initial_state: target = 'RUNNING' }: CreateBody): [number, unknown] => {
    if (connectors.has(name)) return [409, `Connector ${name} already exists`]
    const made: Connector = {
      config: { ...config, name },
      target,
      running: 'none',
      pending: worker.slowness,
      trace: null,
      offsets: new Map(),
      lingering: 0,
    }
    connectors.set(name, made)
    return [201, { name, config: made.config, tasks: [], type: 'sink' }]
  }

  const want = (connector: Connector, target: Connector['target']) => {
    connector.target = target
    connector.pending = worker.slowness
  }

  const act = (name: string, connector: Connector, what: string, body: unknown): [number, unknown?] => {
    switch (what) {
      case 'GET config':
        return [200, connector.config]
      case 'PUT config':
        if ((body as Record<string, string>)['connector.class'] === '')
          return [400, 'Connector configuration is invalid']
        connector.config = { ...(body as Record<string, string>), name }
        return [200, { name, config: connector.config, tasks: [], type: 'sink' }]
      case 'PUT stop':
        want(connector, 'STOPPED')
        return [204]
      case 'PUT pause':
        want(connector, 'PAUSED')
        return [202]
      case 'PUT resume':
        want(connector, 'RUNNING')
        return [202]
      case 'POST restart':
        connector.trace = null
        return [202, status(name, connector)]
      case 'GET status': {
        if (connector.pending-- <= 0) connector.running = connector.target
        return connector.running === 'none'
          ? [404, `No status found for connector ${name}`]
          : [200, status(name, connector)]
      }
      case 'GET offsets':
        return [200, { offsets: [...connector.offsets].map(([p, o]) => offsetOf(connector, p, o)) }]
      case 'PATCH offsets':
        return alter(connector, body as OffsetsBody)
      default:
        return [405, 'HTTP 405 Method Not Allowed']
    }
  }

  const status = (name: string, { running, trace }: Connector) => {
    const tasks = running === 'RUNNING' || running === 'PAUSED' ? [{ id: 0, state: trace ? 'FAILED' : running }] : []
    const withTrace = tasks.map((task) => ({ ...task, worker_id: 'w:8083', ...(trace && { trace }) }))
    return { name, connector: { state: running, worker_id: 'w:8083' }, tasks: withTrace, type: 'sink' }
  }

  const alter = (connector: Connector, { offsets }: OffsetsBody): [number, unknown] => {
    if (connector.target !== 'STOPPED')
      return [400, 'Connectors must be in the STOPPED state before their offsets can be modified']
    if (connector.lingering > 0) {
      connector.lingering--
      return [500, 'Failed to alter consumer group offsets: the tasks have not stopped completely yet']
    }
    for (const { partition, offset } of offsets) connector.offsets.set(partition.kafka_partition, offset.kafka_offset)
    return [200, { message: 'The offsets for this connector have been altered successfully' }]
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const the = (name: string) => {
    const connector = connectors.get(name)
    if (!connector) throw new Error(`no connector ${name}`)
    return connector
  }
  const worker: FakeConnectWorker = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    slowness: 0,
    starting: false,
    broken: null,
    rebalancing: 0,
    connector: (name) => connectors.get(name),
    failTask(name, trace) {
      the(name).trace = trace
    },
    kill(name, attempts) {
      the(name).lingering = attempts
    },
    remove(name) {
      connectors.delete(name)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return worker
}

interface CreateBody {
  readonly name: string
  readonly config: Record<string, string>
  readonly initial_state?: Connector['target']
}

interface OffsetsBody {
  readonly offsets: readonly {
    readonly partition: { readonly kafka_partition: number }
    readonly offset: { readonly kafka_offset: number }
  }[]
}

function offsetOf({ config }: Connector, partition: number, offset: number) {
  return { partition: { kafka_topic: config.topics, kafka_partition: partition }, offset: { kafka_offset: offset } }
}

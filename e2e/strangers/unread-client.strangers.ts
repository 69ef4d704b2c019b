import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SocketEvents } from '@main/hosts/testing/socket-events'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { env, nodeOptions } from '../../resources/bin/build-if-stale.mjs'
import type { Client } from '../crash/support/client'
import { type Served, serve, temporaryDir } from '../support/millrace'

/** How long a client that does not read keeps coming back. */
const SECONDS = Number(process.env.MILLRACE_UNREAD_SECONDS ?? 90)
/** Memory grows when the pipeline begins to flow, with or without a client. */
const WARM_UP_MS = 10_000
const FEEDS = 1_000
const MOST_MB = 20
const RATE = 500
const missing = process.platform === 'linux' ? null : 'only Linux says in /proc how much memory a process holds'
if (missing !== null) console.log(`Skipped: the memory of the app is not measured, because ${missing}.`)

let temps: Awaited<ReturnType<typeof temporaryDir>>[]
beforeEach(async () => {
  temps = [await temporaryDir(), await temporaryDir()]
})
afterEach(async () => {
  for (const temp of temps) await temp.remove()
})

it.skipIf(missing !== null)(
  `a client that opens ${FEEDS} feeds and reads nothing for ${SECONDS} s is disconnected with a reason, and takes little memory`,
  async () => {
    const [quiet, plagued] = (await Promise.all(temps.map(({ dir }) => flowing(dir)))) as [Served, Served]
    try {
      // Both have a window open, which reads.
      for (const served of [quiet, plagued]) await openWindow(served)
      await sleep(WARM_UP_MS)
      const end = performance.now() + SECONDS * 1_000
      const memory = { quiet: [] as number[], plagued: [] as number[] }
      const measured = (async () => {
        for (; performance.now() < end; await sleep(500)) {
          memory.quiet.push(await residentMb(quiet))
          memory.plagued.push(await residentMb(plagued))
        }
      })()
      const closings: Closing[] = []
      for (let left = SECONDS * 1_000; left > 0; left = end - performance.now()) {
        const closing = await neverRead(plagued, closings.length + 1, left)
        if (closing) closings.push(closing)
      }
      await measured
      const [without, withClient] = [median(memory.quiet), median(memory.plagued)]
      const peaks = { quiet: Math.max(...memory.quiet), plagued: Math.max(...memory.plagued) }
      console.log(
        `Resident memory, median: ${without} MB without the client, ${withClient} MB with it; at most ${peaks.quiet} and ` +
          `${peaks.plagued} MB. The client was disconnected ${closings.length} times.`,
      )
      expect(closings.length).toBeGreaterThan(0)
      for (const { code, reason } of closings) {
        expect(code).toBe(1013)
        expect(reason).toMatch(
          /^Millrace disconnected this client: it (left more than 4 MB unread|did not answer for 45 s)/,
        )
      }
      expect(withClient - without).toBeLessThan(MOST_MB)
      expect(peaks.plagued - peaks.quiet).toBeLessThan(MOST_MB)
    } finally {
      await Promise.all([quiet.stop(), plagued.stop()])
    }
  },
  (SECONDS + 120) * 1_000,
)

async function flowing(dataDir: string): Promise<Served> {
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ producer: { rate: RATE } }))
  // Starts it like the command `millrace`.
  return serve({ dataDir, env: { ...env, NODE_OPTIONS: nodeOptions.join(' ') } })
}

interface Closing {
  readonly code: number
  readonly reason: string
}

async function connect({ origin, token }: Served): Promise<{ socket: WebSocket; client: Client }> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, ['millrace', token], { origin })
  await once(socket, 'open')
  return { socket, client: createORPCClient(new RPCLink({ websocket: new SocketEvents(socket) })) }
}

const dataset = 'user_interactions'
/** The feeds of the first screen. */
const openers: readonly ((client: Client) => Promise<AsyncIterable<unknown>>)[] = [
  (client) => client.live.feed({ dataset }),
  (client) => client.pipeline.feed(),
  (client) => client.windows.feed({ dataset, limit: 200 }),
  (client) => client.reports.latest({ dataset }),
  (client) => client.services.feed(),
]

async function openWindow(served: Served): Promise<void> {
  const { client } = await connect(served)
  const follow = async (open: (typeof openers)[number]) => {
    for await (const _ of await open(client));
  }
  // They end with the app.
  for (const open of openers) follow(open).catch(() => undefined)
}

/**
 * Opens feeds and stops reading, until Millrace reports that it has disconnected the client. Null when it does not do so in this
 * time.
 */
async function neverRead(served: Served, nth: number, ms: number): Promise<Closing | null> {
  const end = performance.now() + ms
  const { socket, client } = await connect(served)
  const closed = once(socket, 'close')
  socket.pause()
  // None of the calls is answered: they end with the connection.
  for (let n = 0; n < FEEDS; n++) openers[n % openers.length]?.(client).catch(() => undefined)
  try {
    while ((await disconnections(served.dataDir)) < nth) {
      if (performance.now() > end) return null
      await sleep(200)
    }
    socket.resume()
    const [code, reason] = await closed
    return { code, reason: `${reason}` }
  } finally {
    socket.terminate()
  }
}

async function disconnections(dataDir: string): Promise<number> {
  const log = await readFile(join(dataDir, 'logs', 'millrace.log'), 'utf8').catch(() => '')
  return log.split('A client of the window was disconnected').length - 1
}

async function residentMb({ child }: Served): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

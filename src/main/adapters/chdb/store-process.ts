import { exceptionOf, NOT_ENOUGH_SPACE } from './clickhouse-exception.ts'
import type { HttpInterface } from './http-interface.ts'
import { isPartDamagedSinceStart } from './is-part-damaged-since-start.ts'
import type { OpenMessage } from './messages.ts'
import { parentChannel } from './parent-channel.ts'
import { openStore } from './serve-engine.ts'

/**
 * The embedded store's process: chDB on one directory behind ClickHouse's HTTP interface. It is a separate process so that neither a crash
 * nor a long query affects the window. Its first message says what to open; it ends on `stop`, or with its parent.
 */
const parent = parentChannel()
const startedAt = Date.now()
/** An exit may hang while the engine is open, and SIGKILL would look like running out of memory. */
const END_AT_ONCE = 'SIGUSR2'
let stopping = false
let opened: Promise<HttpInterface | null> | undefined

parent.onMessage((message) => {
  if (message.kind === 'open') opened ??= open(message)
  else stop()
})
// Closing the engine may take long, and exiting without closing it may hang; acknowledged rows survive a kill.
parent.onLost(() => process.kill(process.pid, 'SIGKILL'))
// A terminal or a service manager sends these signals to the whole group; the parent drains first and then sends `stop`.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

/** Null when it failed: the parent was notified and now ends this process. */
async function open({ dir, username, password }: OpenMessage): Promise<HttpInterface | null> {
  try {
    const store = await openStore({ dir, username, password, onFailure: endWhenBroken })
    parent.send({ kind: 'ready', port: store.port })
    return store
  } catch (thrown) {
    const { code, text } = exceptionOf(thrown)
    parent.send({ kind: 'failed', reason: text, diskFull: code === NOT_ENOUGH_SPACE })
    return null
  }
}

/** The parent starts the engine again, which then sets broken parts aside. Closing the engine first could write more of them. */
function endWhenBroken(text: string): void {
  if (!isPartDamagedSinceStart(text, startedAt)) return
  process.stderr.write(`The engine cannot read what it wrote and is restarted: ${text}\n`)
  process.kill(process.pid, END_AT_ONCE)
}

function stop(): void {
  if (stopping) return
  stopping = true
  void close()
}

async function close(): Promise<void> {
  const running = await opened
  await running?.close()
  process.exit(0)
}

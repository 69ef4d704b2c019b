import { isOwnBrokenPart } from './broken-part.ts'
import { exceptionOf, NOT_ENOUGH_SPACE } from './exception.ts'
import type { HttpInterface } from './http-interface.ts'
import type { OpenMessage } from './messages.ts'
import { openStore } from './open-store.ts'
import { parentLink } from './parent-link.ts'

/**
 * The embedded store's process: chDB on one directory behind ClickHouse's HTTP interface. It is a process of its own so that
 * neither a crash nor a long query touches the window. Its first message says what to open; it ends on `stop`, or with its parent.
 */
const link = parentLink()
const startedAt = Date.now()
/** An exit may hang with the engine open, and SIGKILL would look as if memory had run out. */
const END_AT_ONCE = 'SIGUSR2'
let stopping = false
let opened: Promise<HttpInterface | null> | undefined

link.onMessage((message) => {
  if (message.kind === 'open') opened ??= open(message)
  else stop()
})
// Closing the engine may take long and leaving it open may hang the exit; acknowledged rows survive a kill.
link.onLost(() => process.kill(process.pid, 'SIGKILL'))
// A terminal or a service manager sends these to the whole group; the parent drains first and then says when to stop.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

/** Null when it failed: the parent, which was told, ends this process then. */
async function open({ dir, username, password }: OpenMessage): Promise<HttpInterface | null> {
  try {
    const store = await openStore({ dir, username, password, onFailure: endWhenBroken })
    link.send({ kind: 'ready', port: store.port })
    return store
  } catch (thrown) {
    const { code, text } = exceptionOf(thrown)
    link.send({ kind: 'failed', reason: text, diskFull: code === NOT_ENOUGH_SPACE })
    return null
  }
}

/** The parent starts the engine again, which then sets aside what is broken. Closing it first may write more of it. */
function endWhenBroken(text: string): void {
  if (!isOwnBrokenPart(text, startedAt)) return
  process.stderr.write(`The engine cannot read what it wrote and is started again: ${text}\n`)
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

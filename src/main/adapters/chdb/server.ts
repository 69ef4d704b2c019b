import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, openEngine } from './engine.ts'
import { engineConfig } from './engine-config.ts'
import { exceptionOf, NOT_ENOUGH_SPACE } from './exception.ts'
import { type HttpInterface, serveHttp } from './http-interface.ts'
import type { OpenMessage } from './messages.ts'
import { parentLink } from './parent-link.ts'

/**
 * The embedded store's process: chDB on one directory behind ClickHouse's HTTP interface. It is a process of its own so that
 * neither a crash nor a long query touches the window. Its first message says what to open; it ends on `stop`, or with its parent.
 */
const PATIENCE_MS = 10_000
const link = parentLink()
let stopping = false
let opened: Promise<{ engine: Engine; http: HttpInterface; spoolDir: string } | null> | undefined

link.onMessage((message) => {
  if (message.kind === 'open') opened ??= open(message)
  else stop()
})
// Closing the engine may take long and leaving it open may hang the exit; acknowledged rows survive a kill.
link.onLost(() => process.kill(process.pid, 'SIGKILL'))
// A terminal sends Ctrl-C to the parent as well, and it is the parent who says when to stop.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', stop)

/** Null when it failed: the parent, which was told, ends this process then. */
async function open({ dir, username, password }: OpenMessage) {
  try {
    const engineDir = join(dir, 'engine')
    const configFile = join(dir, 'engine.xml')
    await mkdir(engineDir, { recursive: true })
    await writeFile(configFile, engineConfig())
    const engine = await openEngine(engineDir, configFile, PATIENCE_MS)
    const spoolDir = await emptySpool(dir)
    const http = await serveHttp({ engine, spoolDir, username, password })
    link.send({ kind: 'ready', port: http.port })
    return { engine, http, spoolDir }
  } catch (thrown) {
    const { code, text } = exceptionOf(thrown)
    link.send({ kind: 'failed', reason: text, diskFull: code === NOT_ENOUGH_SPACE })
    return null
  }
}

/** Called with the engine open: until then another server may still be using its spool. */
async function emptySpool(dir: string): Promise<string> {
  // The engine would take these for a pattern of file names.
  if (/[{}*?]/.test(dir)) return await mkdtemp(join(tmpdir(), 'millrace-spool-'))
  const spoolDir = join(dir, 'spool')
  await rm(spoolDir, { recursive: true, force: true })
  await mkdir(spoolDir)
  return spoolDir
}

function stop(): void {
  if (stopping) return
  stopping = true
  void close()
}

async function close(): Promise<void> {
  const running = await opened
  await running?.http.close()
  await running?.engine.close()
  if (running) await rm(running.spoolDir, { recursive: true, force: true })
  process.exit(0)
}

import { constants, createReadStream } from 'node:fs'
import { glob, open, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { ReplayUploads } from '@main/ports/replay-uploads'
import { FaultError } from '@shared/model/fault'

const PART_BYTES = 1 << 20
const STANDARD_INPUT = '-'

/** Something to replay: a file on this machine, or a pipe, which can be read only once. */
export interface ReplayInput {
  readonly name: string
  readonly path: string
  readonly isPipe: boolean
}

/**
 * The files that the arguments name; `-` is standard input, and a pattern like `access.log*` counts if there is no such file. `mayBeMissing`:
 * a followed file does not exist for a moment while it is rotated.
 */
export async function replayInputs(args: readonly string[], mayBeMissing = false): Promise<ReplayInput[]> {
  const inputs: ReplayInput[] = []
  for (const arg of args) inputs.push(...(await inputsOf(arg, mayBeMissing)))
  return inputs
}

async function inputsOf(arg: string, mayBeMissing = false): Promise<ReplayInput[]> {
  if (arg === STANDARD_INPUT) return [{ name: 'standard input', path: STANDARD_INPUT, isPipe: true }]
  const path = resolve(arg)
  const info = await stat(path).catch(missing)
  if (info !== 'missing') {
    const isPipe = info !== null && (info.isFIFO() || info.isCharacterDevice() || info.isSocket())
    return [{ name: basename(path), path, isPipe }]
  }
  const found: string[] = []
  if (/[*?[{]/.test(arg)) for await (const one of glob(arg)) found.push(one)
  if (found.length === 0 && mayBeMissing) return [{ name: basename(path), path, isPipe: false }]
  if (found.length === 0) throw new FaultError({ code: 'replay-file-missing', file: arg })
  return (await Promise.all(found.sort().map((one) => inputsOf(resolve(one))))).flat()
}

/** Null: reading the file reports why that is impossible. */
function missing(thrown: NodeJS.ErrnoException): 'missing' | null {
  return thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR' ? 'missing' : null
}

/** Writes what comes out of a pipe to a file of the data directory, where a replay can go on after an interruption. */
export async function keepPipe(
  { name, path }: ReplayInput,
  id: string,
  uploads: ReplayUploads,
  signal: AbortSignal,
): Promise<void> {
  const pipe = path === STANDARD_INPUT ? process.stdin : createReadStream(path)
  const stop = () => {
    pipe.destroy()
    if (path !== STANDARD_INPUT) void endWait(path)
  }
  signal.addEventListener('abort', stop, { once: true })
  let waiting: Uint8Array[] = []
  let size = 0
  let offset = 0
  const write = async () => {
    offset = await uploads.writePart(id, offset, Buffer.concat(waiting))
    waiting = []
    size = 0
  }
  try {
    for await (const chunk of pipe as AsyncIterable<Uint8Array>) {
      waiting.push(chunk)
      size += chunk.length
      if (size >= PART_BYTES) await write()
    }
    if (size > 0) await write()
  } catch (thrown) {
    if (signal.aborted) throw signal.reason
    if (thrown instanceof FaultError) throw thrown
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new FaultError({ code: 'replay-file-unreadable', file: name, reason }, { cause: thrown })
  } finally {
    signal.removeEventListener('abort', stop)
  }
  signal.throwIfAborted()
  if (offset === 0) throw new FaultError({ code: 'replay-file-empty', file: name })
}

/** A named pipe without a writer is not open yet, and keeps the process alive until one opens it. */
async function endWait(path: string): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => null)
  await file?.close()
}

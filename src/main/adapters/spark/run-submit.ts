import { type ChildProcess, spawn } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { type Lines, linesOf } from './lines'

export interface Submit {
  /** The path of spark-submit, or its name on the PATH. */
  readonly command: string
  readonly args: readonly string[]
  /** Added to this process's environment. */
  readonly env: Readonly<Record<string, string>>
  readonly onLine: (line: string) => void
}

/** `code` is null when it was ended from outside. `missing`: the program does not exist. */
export type SubmitEnd =
  | { readonly missing: string }
  | { readonly code: number | null; readonly lastLines: readonly string[] }

/** Time for Spark to give back its workers before it is killed. */
const KILL_AFTER_MS = 5_000
const LAST_LINES = 40

/** Runs spark-submit to its end. On abort, it and everything it has started are ended before this rejects. */
export async function runSubmit({ command, args, env, onLine }: Submit, signal: AbortSignal): Promise<SubmitEnd> {
  signal.throwIfAborted()
  // A group of its own: spark-submit starts a JVM, which starts Python.
  const child = spawn(command, args, {
    env: { ...process.env, ...pathBeside(command), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const lastLines: string[] = []
  const take = (line: string) => {
    lastLines.push(line)
    if (lastLines.length > LAST_LINES) lastLines.shift()
    onLine(line)
  }
  const outputs = [child.stdout, child.stderr].map((stream): Lines => {
    const lines = linesOf(take)
    stream.setEncoding('utf8').on('data', lines.add)
    return lines
  })
  let killing: NodeJS.Timeout | undefined
  const stop = () => {
    endGroup(child, 'SIGTERM')
    killing = setTimeout(() => endGroup(child, 'SIGKILL'), KILL_AFTER_MS)
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    const ended = await new Promise<SubmitEnd>((resolve) => {
      child.once('error', (error) => resolve({ missing: error.message }))
      child.once('close', (code) => {
        for (const lines of outputs) lines.end()
        resolve({ code, lastLines })
      })
    })
    signal.throwIfAborted()
    return ended
  } finally {
    signal.removeEventListener('abort', stop)
    clearTimeout(killing)
  }
}

/** In a Python environment, spark-submit looks for the environment's `python3` on the PATH. */
function pathBeside(command: string): Record<string, string> {
  if (dirname(command) === '.') return {}
  return { PATH: [dirname(command), process.env.PATH ?? ''].join(delimiter) }
}

function endGroup({ pid }: ChildProcess, how: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, how)
  } catch {
    // It has ended meanwhile.
  }
}

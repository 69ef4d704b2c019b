import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const ownNode = join(root, 'node_modules', 'node', 'bin', 'node')

interface SpawnOptions {
  readonly detached?: boolean
  readonly env?: NodeJS.ProcessEnv
  /** The folder of the installed Millrace, if not this one. */
  readonly home?: string
  /** The Node that runs it, if not the one of this repository. */
  readonly node?: string
  readonly cwd?: string
  readonly stdio?: StdioOptions
}

export function spawnMillrace(args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const { home = root, node = ownNode, ...rest } = options
  return spawn(node, [join(home, 'out', 'main', 'cli.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'], ...rest })
}

/** Runs a script on the Node of this repository. */
export function spawnNode(args: readonly string[]): ChildProcess {
  return spawn(ownNode, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end. */
export function millrace(...args: string[]): Promise<Finished> {
  return finished(spawnMillrace(args))
}

export async function finished(child: ChildProcess): Promise<Finished> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => (stdout += chunk))
  child.stderr?.on('data', (chunk) => (stderr += chunk))
  const [code] = await once(child, 'close')
  return { code: code as number | null, stdout, stderr }
}

export async function temporaryDir(): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-'))
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) }
}

export interface Served {
  readonly url: string
  readonly token: string
  readonly origin: string
  readonly dataDir: string
  readonly child: ChildProcess
  /** Everything it has printed. */
  printed(): string
  stop(): Promise<void>
}

/** Serves the window on its own data directory, or on the given one; without the welcome, unless a test is about it. */
export async function serve(
  options: { dataDir?: string; env?: NodeJS.ProcessEnv; welcome?: boolean } = {},
): Promise<Served> {
  const temporary = options.dataDir === undefined ? await temporaryDir() : null
  const dataDir = options.dataDir ?? (temporary?.dir as string)
  const welcome = options.welcome ? [] : ['--no-welcome']
  const child = spawnMillrace(['serve', '--no-open', ...welcome, '--data-dir', dataDir], {
    env: { ...process.env, ...options.env },
  })
  let errors = ''
  let printed = ''
  child.stderr?.on('data', (chunk) => (errors += chunk))
  child.stdout?.on('data', (chunk) => (printed += chunk))
  const url = await new Promise<string>((resolve, reject) => {
    if (child.stdout) {
      createInterface(child.stdout).on('line', (line) => {
        const match = /^Millrace is ready at (\S+)$/.exec(line)
        if (match?.[1]) resolve(match[1])
      })
    }
    child.once('exit', (code) => reject(new Error(`millrace serve ended with ${code}: ${errors}`)))
  })
  return {
    url,
    token: new URL(url).hash.replace('#token=', ''),
    origin: new URL(url).origin,
    dataDir,
    child,
    printed: () => printed,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        await ended
      }
      await temporary?.remove()
    },
  }
}

import { spawn } from 'node:child_process'

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** A command whose output this one reads. */
  readonly from?: readonly [command: string, ...args: string[]]
  readonly signal?: AbortSignal
}

const TAIL_LINES = 25
const MAX_OUTPUT = 4_000_000

/** Returns the command's stdout. Throws with its last lines when it ends with another code than 0. */
export async function output(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { cwd, from, signal } = options
  const common = { ...(cwd ? { cwd } : {}), ...(signal ? { signal } : {}), env: { ...process.env, ...options.env } }
  const child = spawn(command, args, { ...common, stdio: ['pipe', 'pipe', 'pipe'] })
  const said: string[] = []
  let size = 0
  const keep = (stream: NodeJS.ReadableStream, out: string[]) =>
    stream.setEncoding('utf8').on('data', (text: string) => {
      size += text.length
      if (size <= MAX_OUTPUT) {
        out.push(text)
        if (out !== said) said.push(text)
      }
    })
  const printed: string[] = []
  keep(child.stdout, printed)
  keep(child.stderr, said)
  // A command that ends without reading everything is judged by its exit code.
  child.stdin.on('error', () => undefined)
  const ended: Promise<void>[] = [succeeded(child, command, args, said)]
  if (from) {
    const [source, ...sourceArgs] = from
    const feeder = spawn(source, sourceArgs, { ...common, stdio: ['ignore', 'pipe', 'pipe'] })
    keep(feeder.stderr, said)
    feeder.stdout.pipe(child.stdin)
    ended.push(succeeded(feeder, source, sourceArgs, said))
  } else child.stdin.end()
  await Promise.all(ended)
  return printed.join('')
}

/** Whether the command ends with code 0; false if the command is missing. */
export async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return await output(command, args).then(
    () => true,
    () => false,
  )
}

function succeeded(
  child: ReturnType<typeof spawn>,
  command: string,
  args: readonly string[],
  said: readonly string[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, killed) => {
      if (code === 0) return resolve()
      const tail = said.join('').trimEnd().split('\n').slice(-TAIL_LINES).join('\n')
      reject(new Error(`${[command, ...args].join(' ')} ended with ${killed ?? `code ${code}`}:\n${tail}`))
    })
  })
}

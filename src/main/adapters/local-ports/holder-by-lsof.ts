import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const ANSWER_MS = 3_000

/** "java (pid 812)" for the process that listens on the port. Rejects when there is none. */
export async function holderByLsof(port: number): Promise<string | null> {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']
  const { stdout } = await promisify(execFile)('lsof', args, { timeout: ANSWER_MS })
  return holderIn(stdout)
}

/** Parses lsof's output for programs: one line per field; its first letter names the field. */
export function holderIn(output: string): string | null {
  const field = (letter: string) =>
    output
      .split('\n')
      .find((line) => line.startsWith(letter))
      ?.slice(1)
  const [pid, name] = [field('p'), field('c')]
  return pid === undefined ? null : `${name ?? 'a program'} (pid ${pid})`
}

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const VERSION = '4.3.0'
const INSTALL_WITHIN_MS = 900_000

/** The path of PySpark's spark-submit, which is installed when it is missing; or why there is none, as text. */
export async function findSpark(
  say: (line: string) => void,
): Promise<{ readonly submit: string } | { readonly missing: string }> {
  const own = process.env.MILLRACE_SPARK_SUBMIT
  if (own)
    return existsSync(own) ? { submit: own } : { missing: `MILLRACE_SPARK_SUBMIT names ${own}, which is not there` }
  const venv = join(homedir(), '.cache', 'millrace-scale', 'venv')
  const submit = join(venv, 'bin', 'spark-submit')
  try {
    await run('java', ['-version'])
  } catch {
    return { missing: 'Spark needs Java 17, which is not installed' }
  }
  try {
    await run(join(venv, 'bin', 'python'), ['-c', `import pyspark; assert pyspark.__version__ == "${VERSION}"`])
    return { submit }
  } catch {
    say(`installing pyspark ${VERSION} (about 450 MB) in ${venv}`)
  }
  try {
    await mkdir(venv, { recursive: true })
    await run('python3', ['-m', 'venv', venv])
    await run(join(venv, 'bin', 'pip'), ['install', '--quiet', `pyspark==${VERSION}`], { timeout: INSTALL_WITHIN_MS })
    return { submit }
  } catch (thrown) {
    const lines = String(thrown instanceof Error ? thrown.message : thrown)
      .trim()
      .split('\n')
    return { missing: `pyspark ${VERSION} could not be installed (${lines.at(-1)})` }
  }
}

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const VERSION = '3.3.2'
/** Airflow's Celery provider 3.26 cannot be imported with Celery 5.7. */
const PACKAGES = [`apache-airflow[celery,postgres,redis]==${VERSION}`, 'celery<5.7']
const POSTGRES = '/usr/lib/postgresql'
const INSTALL_WITHIN_MS = 280_000

export interface AirflowInstall {
  /** The folder of Airflow's and Celery's commands. */
  readonly bin: string
  /** The folder of PostgreSQL's programs. */
  readonly postgres: string
  readonly redis: string
}

/** Airflow from PyPI, PostgreSQL and Redis from Debian, installed when they are missing; or why that is impossible, as text. */
export async function findAirflow(say: (line: string) => void): Promise<AirflowInstall | { readonly missing: string }> {
  try {
    const postgres = (await postgresBin()) ?? (await installed('postgresql', say, postgresBin))
    const redis = (await redisServer()) ?? (await installed('redis-server', say, redisServer))
    return { bin: await airflowBin(say), postgres, redis }
  } catch (thrown) {
    return { missing: lastLine(thrown) }
  }
}

async function airflowBin(say: (line: string) => void): Promise<string> {
  const venv = join(homedir(), '.cache', 'millrace-scale', 'airflow')
  const bin = join(venv, 'bin')
  const check = `import airflow.providers.celery.executors.celery_executor_utils, airflow.providers.postgres, redis; from importlib.metadata import version; assert version("apache-airflow") == "${VERSION}"`
  const isThere = await run(join(bin, 'python'), ['-c', check]).then(
    () => true,
    () => false,
  )
  if (isThere) return bin
  say(`installing ${PACKAGES.join(' ')} (about 600 MB) in ${venv}`)
  await mkdir(venv, { recursive: true })
  await run('python3.11', ['-m', 'venv', venv])
  await run(join(bin, 'pip'), ['install', '--quiet', ...PACKAGES], { timeout: INSTALL_WITHIN_MS })
  return bin
}

async function postgresBin(): Promise<string | null> {
  if (!existsSync(POSTGRES)) return null
  const newest = (await readdir(POSTGRES)).sort((a, b) => Number(b) - Number(a))[0]
  const bin = join(POSTGRES, newest ?? '', 'bin')
  return existsSync(join(bin, 'initdb')) ? bin : null
}

async function redisServer(): Promise<string | null> {
  return existsSync('/usr/bin/redis-server') ? '/usr/bin/redis-server' : null
}

async function installed(
  name: string,
  say: (line: string) => void,
  find: () => Promise<string | null>,
): Promise<string> {
  say(`installing ${name}`)
  await run('sh', ['-c', `apt-get update -q && apt-get install -qy --no-install-recommends ${name}`])
  const found = await find()
  if (found === null) throw new Error(`${name} could not be installed`)
  return found
}

function lastLine(thrown: unknown): string {
  const lines = String(thrown instanceof Error ? thrown.message : thrown)
    .trim()
    .split('\n')
  return lines.at(-1) ?? ''
}

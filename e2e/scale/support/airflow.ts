import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../support/millrace'
import type { AirflowInstall } from './airflow-install'
import { freePorts, type Part, part } from './part.ts'

const run = promisify(execFile)
const secret = () => randomBytes(16).toString('hex')

/** A real Airflow on PostgreSQL and Redis with the Celery executor, each part a process of its own. */
export interface Airflow {
  readonly url: string
  readonly user: string
  readonly password: string
  readonly parts: Readonly<Record<AirflowPart, Part>>
  /** Runs a command of Airflow. Returns its output. */
  cli(...args: string[]): Promise<string>
  /** Starts again what has ended, as the compose file's restart policy does. */
  revive(): Promise<void>
  stop(): Promise<void>
}

export type AirflowPart = 'postgres' | 'redis' | 'api' | 'processor' | 'scheduler' | 'worker'

/** Each needs those before it. */
const ORDER: readonly AirflowPart[] = ['postgres', 'redis', 'api', 'processor', 'scheduler', 'worker']

interface AirflowOptions {
  readonly install: AirflowInstall
  readonly millrace: { readonly url: string; readonly token: string }
  /** The first window of the DAG. */
  readonly start: Date
}

export async function startAirflow({ install, millrace, start }: AirflowOptions): Promise<Airflow> {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-airflow-'))
  await chmod(dir, 0o755)
  const [pg = 0, redis = 0, api = 0, logs = 0] = await freePorts(4)
  const password = secret()
  const passwords = join(dir, 'passwords.json')
  await writeFile(passwords, JSON.stringify({ millrace: password }))
  const url = `http://127.0.0.1:${api}`
  const env = {
    PATH: `${install.bin}:${process.env.PATH}`,
    AIRFLOW_HOME: dir,
    AIRFLOW__CORE__DAGS_FOLDER: join(root, 'resources', 'airflow', 'dags'),
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    AIRFLOW__CORE__EXECUTOR: 'CeleryExecutor',
    AIRFLOW__CORE__FERNET_KEY: randomBytes(32).toString('base64url').replace(/$/, '='),
    AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${url}/execution/`,
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: 'millrace:admin',
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: passwords,
    AIRFLOW__API__PORT: String(api),
    AIRFLOW__API__HOST: '127.0.0.1',
    AIRFLOW__API__WORKERS: '1',
    AIRFLOW__API__SECRET_KEY: secret(),
    AIRFLOW__API_AUTH__JWT_SECRET: secret(),
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: `postgresql+psycopg2://airflow@127.0.0.1:${pg}/airflow`,
    AIRFLOW__CELERY__BROKER_URL: `redis://127.0.0.1:${redis}/0`,
    AIRFLOW__CELERY__RESULT_BACKEND: `db+postgresql://airflow@127.0.0.1:${pg}/airflow`,
    AIRFLOW__CELERY__WORKER_CONCURRENCY: '4',
    AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT: String(logs),
    AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK: 'False',
    // A killed worker's tasks are noticed within a minute instead of five.
    AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT: '40',
    AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL: '5',
    AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT: '60',
    AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL: '10',
    AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL: '30',
    MILLRACE_URL: millrace.url,
    MILLRACE_TOKEN: millrace.token,
    MILLRACE_START: start.toISOString(),
  }
  const airflow = (name: string, port: number, args: readonly string[], ready: () => Promise<void>) =>
    part({
      command: join(install.bin, 'airflow'),
      args,
      env,
      port,
      group: true,
      logFile: join(dir, `${name}.log`),
      ready,
    })
  const isHealthy = async (name: string) => {
    const answer = await fetch(`${url}/api/v2/monitor/health`)
    const health = (await answer.json()) as Record<string, { status: string | null }>
    if (health[name]?.status !== 'healthy') throw new Error(`Airflow says ${JSON.stringify(health[name])}`)
  }
  const cli = async (...args: string[]) => {
    const { stdout } = await run(join(install.bin, 'airflow'), args, { env: { ...process.env, ...env } })
    return stdout
  }
  const parts: Record<AirflowPart, Part> = {
    postgres: await postgres(install, dir, pg),
    redis: part({
      command: install.redis,
      args: ['--port', String(redis), '--bind', '127.0.0.1', '--dir', dir, '--appendonly', 'yes'],
      port: redis,
      logFile: join(dir, 'redis.log'),
    }),
    api: airflow('api', api, ['api-server'], async () => {
      const answer = await fetch(`${url}/api/v2/monitor/health`)
      if (!answer.ok) throw new Error(`it answers with ${answer.status}`)
    }),
    processor: airflow('processor', 0, ['dag-processor'], () => isHealthy('dag_processor')),
    scheduler: airflow('scheduler', 0, ['scheduler'], () => isHealthy('scheduler')),
    worker: airflow('worker', 0, ['celery', 'worker', '--without-gossip'], async () => {
      const said = await readFile(join(dir, 'worker.log'), 'utf8')
      if (!said.includes(' ready.')) throw new Error('it is starting')
    }),
  }
  const stop = async () => {
    for (const name of ORDER.toReversed()) await parts[name].stop()
    if (process.env.MILLRACE_KEEP === undefined) await rm(dir, { recursive: true, force: true })
    else console.log(`kept: ${dir}`)
  }
  try {
    await parts.postgres.start()
    await parts.redis.start()
    await cli('db', 'migrate')
    for (const name of ORDER.slice(2)) await parts[name].start()
  } catch (thrown) {
    await stop()
    throw thrown
  }
  return {
    url,
    user: 'millrace',
    password,
    parts,
    cli,
    async revive() {
      for (const name of ORDER) if (!parts[name].isRunning()) await parts[name].start()
    },
    stop,
  }
}

/** PostgreSQL refuses to run as root. */
async function postgres({ postgres: bin }: AirflowInstall, dir: string, port: number): Promise<Part> {
  const as = process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : []
  const data = join(dir, 'postgres')
  await mkdir(data)
  if (as.length > 0) await run('chown', ['postgres', data])
  const [first = '', ...rest] = [...as, join(bin, 'initdb'), '-D', data, '-U', 'airflow', '--auth=trust', '-E', 'UTF8']
  await run(first, rest)
  const [command = '', ...args] = [...as, join(bin, 'postgres'), '-D', data, '-p', String(port), '-k', data]
  const client = ['-h', '127.0.0.1', '-p', String(port), '-U', 'airflow']
  return part({
    command,
    args: [...args, '-c', 'listen_addresses=127.0.0.1'],
    port,
    logFile: join(dir, 'postgres.log'),
    ready: async () => {
      const { stdout } = await run(join(bin, 'psql'), [
        ...client,
        '-d',
        'postgres',
        '-Atc',
        "select count(*) from pg_database where datname = 'airflow'",
      ])
      if (stdout.trim() === '0') await run(join(bin, 'createdb'), [...client, 'airflow'])
    },
  })
}

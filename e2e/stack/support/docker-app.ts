import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import { type Client, connect, firstOf } from '../../crash/support/client'
import { live, until } from '../../crash/support/life'
import { millrace, temporaryDir } from '../../support/millrace'
import { freePort, STARTED_WITHIN_MS } from './test-stack'

const run = promisify(execFile)
const PORTS = ['KAFKA', 'SCHEMA_REGISTRY', 'KAFKA_CONNECT', 'CLICKHOUSE', 'MINIO', 'MINIO_CONSOLE']

export const CORE = ['kafka', 'schema-registry', 'kafka-connect', 'clickhouse', 'minio']

export async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args, { maxBuffer: 64 << 20 })).stdout.trim()
}

/** A port of its own for each service, as the settings take them. */
export async function freeServicePorts(): Promise<Record<string, string>> {
  const variables: Record<string, string> = {}
  for (const name of PORTS) variables[`${name}_PORT`] = String(await freePort())
  return variables
}

export type DockerApp = Awaited<ReturnType<typeof startDockerApp>>

/** One `millrace serve` on the Docker backend, with a data directory, ports and containers of its own, and events that come. */
export async function startDockerApp(rate: number) {
  const temp = await temporaryDir()
  const variables = await freeServicePorts()
  const settings = { producer: { rate }, services: { variables } }
  await writeFile(join(temp.dir, 'settings.json'), JSON.stringify(settings))
  const life = live(['serve', '--backend', 'docker', '--no-open', '--data-dir', temp.dir])
  const inTemp = (...args: string[]) => millrace(...args, '--data-dir', temp.dir)
  let link: Awaited<ReturnType<typeof connect>> | null = null
  let project = ''
  let clickhouse: Record<string, string> = {}

  /** The session is opened again during some calls, which ends this client's connection as it ends the window's. */
  async function call<T>(work: (client: Client) => Promise<T>): Promise<T> {
    for (let left = 40; ; left--) {
      try {
        link ??= await connect(life)
        return await work(link.client)
      } catch (thrown) {
        link?.close()
        link = null
        if (left === 0 || life.child.exitCode !== null) throw thrown
        await sleep(250)
      }
    }
  }

  /** What ClickHouse answers, as text. */
  async function ask(sql: string): Promise<string> {
    const url = `http://127.0.0.1:${variables.CLICKHOUSE_PORT}/`
    const response = await fetch(url, { method: 'POST', body: sql, headers: clickhouse })
    const text = (await response.text()).trim()
    if (!response.ok) throw new Error(text)
    return text
  }

  const rows = async (): Promise<number> =>
    Number(await ask(`SELECT count() FROM ${DEFAULT_DATASET}`).catch(() => '0')) || 0

  const container = (service: string) => `${project}-${service}-1`

  return {
    dir: temp.dir,
    life,
    variables,
    /** Runs a command on the same data directory. */
    millrace: inTemp,
    project: () => project,
    container,
    call,
    ask,
    rows,
    /** Resolves once events are stored. */
    async ready(): Promise<void> {
      ;({ project } = JSON.parse((await inTemp('services', 'list', '--json')).stdout))
      const credentials = await call((client) => client.services.credentials())
      const value = (name: string) => credentials.find(({ variable }) => variable === name)?.value ?? ''
      clickhouse = { 'x-clickhouse-user': value('CLICKHOUSE_USER'), 'x-clickhouse-key': value('CLICKHOUSE_PASSWORD') }
      await until('events are stored', async () => (await rows()) > rate, STARTED_WITHIN_MS)
    },
    /** Waits until events are stored again. Says what the stages do when that fails. */
    async untilStored(enough: () => Promise<boolean>, withinMs: number): Promise<void> {
      await until('events are stored again', enough, withinMs).catch(async (thrown) => {
        const { stages } = await call((client) => firstOf(client.pipeline.feed()))
        console.log(JSON.stringify(stages.map(({ id, state, lastFault }) => ({ id, state, lastFault }))))
        throw thrown
      })
    },
    /** The records as Kafka's own tool reads them: partition and offset of each committed record, sorted as text. */
    async positionsInKafka(): Promise<string[]> {
      const shown = ['print.partition=true', 'print.offset=true', 'print.value=false', 'print.timestamp=false']
      const tool = [container('kafka'), '/opt/kafka/bin/kafka-console-consumer.sh']
      const read = await docker(
        ...['exec', '--env', 'KAFKA_HEAP_OPTS=-Xmx128m', ...tool],
        ...[
          '--bootstrap-server',
          'kafka:19092',
          '--topic',
          DEFAULT_DATASET,
          '--from-beginning',
          '--timeout-ms',
          '8000',
        ],
        ...['--isolation-level', 'read_committed', ...shown.flatMap((property) => ['--property', property])],
      )
      return read
        .split('\n')
        .map((line) => /Partition:(\d+)\s+Offset:(\d+)/.exec(line))
        .flatMap((match) => (match ? [`${match[1]} ${match[2]}`] : []))
        .toSorted()
    },
    /** Ends it, and removes its containers and all data. */
    async remove(): Promise<void> {
      link?.close()
      if (life.child.exitCode === null) life.child.kill('SIGTERM')
      await life.ended
      await inTemp('services', 'remove', '--with-data', '--yes')
      await temp.remove()
    },
  }
}

import type { ConnectAddress } from '@main/ports/cluster-addresses'
import type { Http } from '@main/ports/http'
import { deadLetterTopicOf } from '@main/ports/landing-names'
import type { ConnectorStatus, RejectedRecord, SinkConnector } from '@main/ports/sink-connector'
import { pollUntil } from '@shared/lib/poll-until'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'
import { type ConnectorTemplate, connectorOf } from './connector-template'
import { type ReadTopic, rejectedRecord } from './rejected-record'
import { connectRest } from './rest'

export interface KafkaConnectOptions {
  readonly address: ConnectAddress
  readonly template: ConnectorTemplate
  readonly readTopic: ReadTopic
  /** The pause between checks whether a request has taken effect. */
  readonly pollMs?: number
  /** Precedes the dataset's name in the names of its topics. */
  readonly topicPrefix?: string
  /** Carries the requests; the global `fetch` when absent. */
  readonly http?: Pick<Http, 'fetch'>
}

const STOPPED_WITHIN_MS = 60_000
/** A task that died with its worker stays in the consumer group until its session expires: until then offsets cannot be set. */
const MOVED_WITHIN_MS = 60_000
const SHORT = 300

const State = z.object({ state: z.string(), trace: z.string().optional() })
const Status = z.object({ connector: State, tasks: z.array(State) })
const Config = z.record(z.string(), z.string())
const Offsets = z.object({
  offsets: z.array(
    z.object({
      partition: z.object({ kafka_topic: z.string(), kafka_partition: z.coerce.number() }),
      offset: z.object({ kafka_offset: z.coerce.number() }).nullable(),
    }),
  ),
})

/** The connectors on a Kafka Connect cluster. */
export function openKafkaConnect(options: KafkaConnectOptions): SinkConnector {
  const { template, readTopic, pollMs = 250, topicPrefix = '', http = { fetch } } = options
  const rest = connectRest(options.address, http, pollMs)
  const address = options.address.url
  const unavailable = (reason: string) => new FaultError({ code: 'connect-unavailable', address, reason })
  const nameOf = (dataset: string) => connectorOf(template, dataset).name
  const topicOf = (dataset: string) => `${topicPrefix}${dataset}`

  const understood = <T>(shape: z.ZodType<T>, answer: unknown): T => {
    const parsed = shape.safeParse(answer)
    if (parsed.success) return parsed.data
    throw unavailable('what answers there is no Kafka Connect')
  }

  return {
    async ensure({ name: dataset }) {
      const { name, config } = connectorOf(template, dataset, topicPrefix)
      const found = await rest.ask(name, 'GET', '/config')
      if (found === null) {
        await rest.create(name, { name, config, initial_state: 'STOPPED' })
        return 'created'
      }
      if (same({ ...config, name }, understood(Config, found))) return 'unchanged'
      await rest.ask(name, 'PUT', '/config', { body: config })
      return 'changed'
    },

    async status(dataset) {
      const status = await rest.ask(nameOf(dataset), 'GET', '/status')
      if (status !== null) return statusOf(understood(Status, status))
      // A connector that was just created has no status yet.
      return { state: (await rest.ask(nameOf(dataset), 'GET', '/config')) === null ? 'missing' : 'starting' }
    },

    async stop(dataset, signal) {
      if ((await rest.ask(nameOf(dataset), 'PUT', '/stop', { signal })) === null) return
      const stopped = async () => {
        const status = understood(Status.nullable(), await rest.ask(nameOf(dataset), 'GET', '/status', { signal }))
        return status?.connector.state === 'STOPPED' && status.tasks.length === 0
      }
      if (await pollUntil(stopped, { everyMs: pollMs, withinMs: STOPPED_WITHIN_MS, signal })) return
      throw unavailable('the tasks of the connector do not end')
    },

    async resume(dataset) {
      await rest.ask(nameOf(dataset), 'PUT', '/resume')
    },

    async restart(dataset) {
      await rest.ask(nameOf(dataset), 'POST', '/restart?includeTasks=true&onlyFailed=true')
    },

    async done({ name, partitions }) {
      const done = new Array<number>(partitions).fill(0)
      const found = await rest.ask(nameOf(name), 'GET', '/offsets')
      if (found === null) return done
      for (const { partition, offset } of understood(Offsets, found).offsets) {
        if (partition.kafka_topic === topicOf(name) && offset) done[partition.kafka_partition] = offset.kafka_offset
      }
      return done
    },

    async moveTo({ name }, next, signal) {
      const offsets = next.map((offset, partition) => ({
        partition: { kafka_topic: topicOf(name), kafka_partition: partition },
        offset: { kafka_offset: offset },
      }))
      let refusal = ''
      const moved = async () => {
        try {
          await rest.ask(nameOf(name), 'PATCH', '/offsets', { body: { offsets }, signal })
          return true
        } catch (thrown) {
          if (!(thrown instanceof FaultError) || thrown.fault.code !== 'connect-unavailable') throw thrown
          refusal = thrown.fault.reason
          return false
        }
      }
      if (!(await pollUntil(moved, { everyMs: pollMs, withinMs: MOVED_WITHIN_MS, signal }))) throw unavailable(refusal)
    },

    async rejected(dataset, position, limit) {
      const { records, next } = await readTopic(topicOf(deadLetterTopicOf(dataset)), position, limit)
      const known = records.map((record) => rejectedRecord(record, topicOf(dataset)))
      return { records: known.filter((record): record is RejectedRecord => record !== null), next }
    },
  }
}

function statusOf({ connector, tasks }: z.infer<typeof Status>): ConnectorStatus {
  const failed = [connector, ...tasks].find(({ state }) => state === 'FAILED')
  if (failed) return { state: 'failed', tasks: tasks.length, reason: traceStart(failed.trace) }
  if (connector.state === 'STOPPED') return { state: 'stopped' }
  if (connector.state === 'PAUSED') return { state: 'paused' }
  const running = tasks.filter(({ state }) => state === 'RUNNING').length
  if (connector.state !== 'RUNNING' || running === 0) return { state: 'starting' }
  return { state: 'running', tasks: running }
}

/** Why a task failed; if the error only wraps another one, the inner error. */
function traceStart(trace = ''): string {
  const [first = ''] = trace.split('\n')
  const cause = trace.split('\n').findLast((line) => line.startsWith('Caused by: '))
  const reason = cause?.slice('Caused by: '.length) ?? first
  return reason.trim().slice(0, SHORT) || 'it gave no reason'
}

function same(wanted: Readonly<Record<string, string>>, found: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(wanted)
  return keys.length === Object.keys(found).length && keys.every((key) => wanted[key] === found[key])
}

import { join } from 'node:path'
import { avroCodecs } from '@main/adapters/avro/codecs'
import { openClickHouseStore } from '@main/adapters/clickhouse/clickhouse-store'
import { systemClock } from '@main/adapters/clock/system-clock'
import { openConfluentRegistry } from '@main/adapters/confluent-registry/registry'
import type { ConnectorTemplate } from '@main/adapters/kafka-connect/connector-template'
import { openKafkaConnect } from '@main/adapters/kafka-connect/kafka-connect'
import { openTopicAdmin } from '@main/adapters/kafkajs/topic-admin'
import { lineFile } from '@main/adapters/line-file/line-file'
import { type KafkaLog, openKafkaLog } from '@main/adapters/platformatic-kafka/event-log'
import { prefixedTopics } from '@main/adapters/platformatic-kafka/prefixed-topics'
import { openTopicReader } from '@main/adapters/platformatic-kafka/topic-reader'
import { openEmbeddedDeadLetters } from '@main/adapters/sqlite/dead-letters'
import { openEventIntake } from '@main/adapters/sqlite/event-intake'
import { openForeignRecordCounts } from '@main/adapters/sqlite/foreign-record-counts'
import { openHttp } from '@main/adapters/undici/http'
import { openTokens } from '@main/adapters/undici/open-tokens'
import type { FlowPorts } from '@main/ports'
import type { ClusterAddresses } from '@main/ports/cluster-addresses'
import type { Tls } from '@main/ports/tls'
import type { Fault } from '@shared/model/fault'
import { namedSubjects, type SubjectTable } from './named-subjects'

/** The plain data that another thread needs to open the same flow ports. */
export interface ClusterFlowSpec {
  readonly backend: 'cluster'
  readonly stateDir: string
  readonly logMaxBytes: number
  readonly addresses: Omit<ClusterAddresses, 'objects'>
  readonly topics: ClusterTopics
  readonly subjects: SubjectTable
  /** Null without Kafka Connect. */
  readonly connector: ConnectorTemplate | null
}

/** How the topics of a cluster are called and kept. */
export interface ClusterTopics {
  readonly prefix: string
  /** Copies of each; null: three, or as many as there are brokers. */
  readonly replication: number | null
  readonly retention: 'ours' | 'cluster'
  readonly readOnly: boolean
}

export const OWN_TOPICS: ClusterTopics = { prefix: '', replication: null, retention: 'ours', readOnly: false }

/** Opens the flow ports without connecting: an unreachable server throws at its first call. */
export async function openClusterFlow(
  spec: ClusterFlowSpec,
  onDamage?: (fault: Fault) => void,
): Promise<{ ports: FlowPorts; log: KafkaLog; close(): Promise<void> }> {
  const { addresses, topics, connector } = spec
  const opened: { close(): Promise<void> }[] = []
  const http = (tls: Tls | undefined) => {
    const one = openHttp({ tls })
    opened.push(one)
    return one
  }
  const tokens = openTokens(addresses.kafka)
  if (tokens) opened.push(tokens)
  const token = tokens?.token
  const kafka = { ...addresses.kafka, token }
  const reader = openTopicReader(kafka)
  const prefixed = openKafkaLog({
    kafka,
    admin: openTopicAdmin(addresses.kafka, { token, replication: topics.replication }),
    maxBytes: spec.logMaxBytes,
    name: `${topics.prefix}millrace`,
    retention: topics.retention,
    readOnly: topics.readOnly,
  })
  const log = prefixedTopics(prefixed, topics.prefix)
  const registry = openConfluentRegistry(addresses.registry, http(addresses.registry.tls))
  const deadLetters = await openEmbeddedDeadLetters(join(spec.stateDir, 'dead-letters'), onDamage && { onDamage })
  const ports = {
    clock: systemClock(),
    lines: lineFile,
    codecs: avroCodecs,
    log,
    registry: namedSubjects(registry, spec.subjects),
    deadLetters,
    resends: deadLetters.resends,
    intake: await openEventIntake(join(spec.stateDir, 'intake'), { onDamage }),
    foreign: await openForeignRecordCounts(join(spec.stateDir, 'foreign-counts'), onDamage),
    store: openClickHouseStore(addresses.store),
    connector:
      addresses.connect && connector
        ? openKafkaConnect({
            address: addresses.connect,
            template: connector,
            readTopic: reader.read,
            topicPrefix: topics.prefix,
            http: http(addresses.connect.tls),
          })
        : null,
  }
  return {
    ports,
    log,
    async close() {
      const { deadLetters, foreign, intake, store } = ports
      const files = [deadLetters.close(), foreign.close(), intake.close()]
      await Promise.all([reader.close(), log.close(), registry.close(), store.close(), ...files])
      await Promise.all(opened.map((one) => one.close()))
    },
  }
}

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
import { openTopicReader } from '@main/adapters/platformatic-kafka/topic-reader'
import { openEmbeddedDeadLetters } from '@main/adapters/sqlite/dead-letters'
import { openForeignRecordCounts } from '@main/adapters/sqlite/foreign-record-counts'
import type { FlowPorts } from '@main/ports'
import type { StoreAddress } from '@main/ports/store'
import type { Fault } from '@shared/model/fault'
import { addressOf, type RunningServices } from './running-services'

/** The plain data that another thread needs to open the same flow ports. */
export interface DockerFlowSpec {
  readonly backend: 'docker'
  readonly stateDir: string
  readonly logMaxBytes: number
  /** Host and port. */
  readonly broker: string
  readonly registryUrl: string
  readonly store: StoreAddress
  readonly connectUrl: string
  readonly connector: ConnectorTemplate
}

/** The ports that the services listen on inside their containers. */
const KAFKA = 9092
const REGISTRY = 8081
const CONNECT = 8083
const CLICKHOUSE = 8123

export function dockerFlowSpec(
  services: RunningServices,
  own: Pick<DockerFlowSpec, 'stateDir' | 'logMaxBytes' | 'connector'>,
): DockerFlowSpec {
  const { CLICKHOUSE_USER: username = '', CLICKHOUSE_PASSWORD: password = '' } = services.values()
  return {
    backend: 'docker',
    ...own,
    broker: addressOf(services, 'log', KAFKA),
    registryUrl: `http://${addressOf(services, 'registry', REGISTRY)}`,
    store: { url: `http://${addressOf(services, 'store', CLICKHOUSE)}`, username, password },
    connectUrl: `http://${addressOf(services, 'connect', CONNECT)}`,
  }
}

/** Opens the flow ports without connecting: an unreachable service throws at its first call. */
export async function openDockerFlow(
  spec: DockerFlowSpec,
  onDamage?: (fault: Fault) => void,
): Promise<{ ports: FlowPorts; log: KafkaLog; close(): Promise<void> }> {
  const kafka = { brokers: [spec.broker] }
  const topics = openTopicReader(kafka)
  const kafkaLog = openKafkaLog({ kafka, admin: openTopicAdmin(kafka), maxBytes: spec.logMaxBytes })
  const ports = {
    clock: systemClock(),
    lines: lineFile,
    codecs: avroCodecs,
    log: kafkaLog,
    registry: openConfluentRegistry({ url: spec.registryUrl }),
    deadLetters: await openEmbeddedDeadLetters(join(spec.stateDir, 'dead-letters'), onDamage && { onDamage }),
    foreign: await openForeignRecordCounts(join(spec.stateDir, 'foreign-counts'), onDamage),
    store: openClickHouseStore(spec.store),
    connector: openKafkaConnect({ address: spec.connectUrl, template: spec.connector, readTopic: topics.read }),
  }
  return {
    ports,
    log: kafkaLog,
    async close() {
      const { log, registry, deadLetters, foreign, store } = ports
      const files = [deadLetters.close(), foreign.close()]
      await Promise.all([topics.close(), log.close(), registry.close(), store.close(), ...files])
    },
  }
}

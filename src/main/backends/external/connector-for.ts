import type { ConnectorTemplate } from '@main/adapters/kafka-connect/connector-template'
import type { Environment } from '@shared/model/environment'
import { FaultError } from '@shared/model/fault'

/**
 * The connector for an environment. Its workers reach the same ClickHouse; user and password stay names of the workers' own variables, so
 * that no password lies in Kafka Connect's topics. Throws `environment-invalid` for a cluster: the landing table needs a single server.
 */
export function connectorFor(template: ConnectorTemplate, { name, clickhouse, kafka }: Environment): ConnectorTemplate {
  if (clickhouse.cluster !== null) {
    const problem =
      'Kafka Connect cannot be the sink of a ClickHouse cluster of several servers: choose the built-in sink'
    throw new FaultError({ code: 'environment-invalid', environment: name, problem })
  }
  const { protocol, hostname, port } = new URL(clickhouse.url)
  const secure = protocol === 'https:'
  return {
    ...template,
    config: {
      ...template.config,
      hostname,
      port: port || (secure ? '8443' : '8123'),
      ssl: String(secure),
      database: clickhouse.database,
      'errors.deadletterqueue.topic.replication.factor': String(kafka.replication ?? 3),
    },
  }
}

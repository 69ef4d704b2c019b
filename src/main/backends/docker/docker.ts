import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseConnectorTemplate } from '@main/adapters/kafka-connect/connector-template'
import type { ClusterAddresses } from '@main/ports/cluster-addresses'
import type { Dataset } from '@shared/model/dataset'
import { isOfPipeline } from '@shared/model/service'
import type { Backend } from '../backend'
import { openCluster } from '../cluster/cluster'
import { OWN_TOPICS } from '../cluster/cluster-flow'
import type { AnalysisOptions } from '../open-analyser'
import { addressOf, kafkaAddressOf, type RunningServices, requireUp, untilAway } from './running-services'

export interface DockerOptions {
  /** The folder with all data of this backend. */
  readonly dir: string
  /** The path of the connector's template. */
  readonly composeDir: string
  /** The path of the analysis's built module. */
  readonly moduleDir: URL
  readonly services: RunningServices
  readonly datasets: readonly Dataset[]
  readonly logMaxBytes: () => number
  readonly analysis: AnalysisOptions
  /** Kafka holds another log than the open state belongs to: the backend must be opened again. */
  readonly otherLog: () => void
}

/** The ports that the services listen on inside their containers. */
const KAFKA = 9092
const REGISTRY = 8081
const CONNECT = 8083
const CLICKHOUSE = 8123
const MINIO = 9000

/**
 * This machine's containers: Kafka is the log, ClickHouse the store, MinIO the object store. `dir` holds the data that they do not keep.
 */
export async function openDocker(options: DockerOptions): Promise<Backend> {
  const { services, dir, moduleDir, datasets, logMaxBytes, analysis, otherLog } = options
  const file = join(options.composeDir, 'kafka-connect', 'connector.json')
  const cluster = await openCluster({
    chosen: { backend: 'docker', environment: null },
    dir,
    moduleDir,
    datasets,
    logMaxBytes,
    analysis,
    otherLog,
    topics: OWN_TOPICS,
    addresses: () => addressesOf(services),
    connector: parseConnectorTemplate(await readFile(file, 'utf8'), file),
    check: (part) => requireUp(services, part),
    untilStoreGone: (signal) => untilAway(services, 'store', signal),
  })
  return {
    ...cluster,
    name: 'docker',
    refusal: null,
    subtitles: () => ({
      source: 'Simulator, replays',
      log: 'Kafka',
      sink: 'To ClickHouse',
      store: 'ClickHouse',
      extract: 'Parquet in MinIO',
      analyse: cluster.ports.analyser.title,
      report: 'JSON in MinIO',
    }),
    neededServices: () =>
      services.feed.value.services.flatMap(({ service }) => (isOfPipeline(service) ? [service.id] : [])),
  }
}

function addressesOf(services: RunningServices): ClusterAddresses {
  const values = services.values()
  const { CLICKHOUSE_USER: username = '', CLICKHOUSE_PASSWORD: password = '' } = values
  const { MINIO_ROOT_USER: accessKey = '', MINIO_ROOT_PASSWORD: secretKey = '' } = values
  return {
    kafka: kafkaAddressOf(services, KAFKA),
    registry: { url: `http://${addressOf(services, 'registry', REGISTRY)}` },
    store: { url: `http://${addressOf(services, 'store', CLICKHOUSE)}`, username, password },
    objects: { url: `http://${addressOf(services, 'objects', MINIO)}`, credentials: { accessKey, secretKey } },
    connect: { url: `http://${addressOf(services, 'connect', CONNECT)}` },
  }
}

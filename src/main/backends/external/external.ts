import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openClickHouseStore } from '@main/adapters/clickhouse/clickhouse-store'
import { parseConnectorTemplate } from '@main/adapters/kafka-connect/connector-template'
import type { Dataset } from '@shared/model/dataset'
import type { Environment, EnvironmentSecrets } from '@shared/model/environment'
import type { Backend } from '../backend'
import { openCluster } from '../cluster/cluster'
import type { AnalysisOptions } from '../open-analyser'
import { addressesOf } from './addresses'
import { connectorFor } from './connector-for'
import { folderOf } from './folder-of'
import { readOnly } from './read-only'

export interface ExternalOptions {
  readonly environment: Environment
  readonly secrets: EnvironmentSecrets
  /** The folder of all environments' data. */
  readonly dir: string
  /** The path of the connector's template. */
  readonly composeDir: string
  /** The path of the analysis's built module. */
  readonly moduleDir: URL
  /** Kafka holds another log than the open state belongs to: the backend must be opened again. */
  readonly otherLog: () => void
  readonly datasets: readonly Dataset[]
  readonly analysis: AnalysisOptions
}

/** Clusters that exist already. Opening connects to none of them: a server that is away is noticed by the stage that needs it. */
export async function openExternal(options: ExternalOptions): Promise<Backend> {
  const { environment, composeDir, moduleDir, datasets, otherLog, analysis } = options
  const addresses = await addressesOf(environment, options.secrets)
  const { topicPrefix: prefix, replication } = environment.kafka
  const file = join(composeDir, 'kafka-connect', 'connector.json')
  const template =
    environment.sink.kind === 'connect' ? parseConnectorTemplate(await readFile(file, 'utf8'), file) : null
  const cluster = await openCluster({
    chosen: { backend: 'external', environment: environment.name },
    dir: join(options.dir, folderOf(environment.name)),
    moduleDir,
    datasets,
    otherLog,
    analysis,
    addresses: () => addresses,
    // The owner of the cluster decides how much it keeps.
    logMaxBytes: () => Number.MAX_SAFE_INTEGER,
    topics: { prefix, replication, retention: 'cluster', readOnly: environment.readOnly },
    connector: template && connectorFor(template, environment),
    check: () => undefined,
    untilStoreGone: untilNotNeeded,
  })
  const common = {
    name: 'external',
    environment: environment.name,
    sink: environment.sink.kind,
    subtitles: () => ({
      source: 'Simulator, replays',
      log: `Kafka · ${environment.name}`,
      sink: environment.sink.kind === 'connect' ? 'Kafka Connect' : 'To ClickHouse',
      store: environment.clickhouse.cluster === null ? 'ClickHouse' : 'ClickHouse cluster',
      extract: 'Parquet in S3',
      analyse: cluster.ports.analyser.title,
      report: 'JSON in S3',
    }),
    neededServices: () => [],
  } as const
  if (!environment.readOnly) return { ...cluster, ...common, refusal: null }
  // No stage opens it: the store is there to be looked at.
  cluster.store.use(openClickHouseStore(addresses.store))
  return {
    ...cluster,
    ...common,
    ports: readOnly(cluster.ports, environment.name),
    refusal: { code: 'read-only', environment: environment.name },
  }
}

/** The end of a server elsewhere is not reported: the store's stage asks it every second, and fails with the reason that it gets. */
async function untilNotNeeded(signal: AbortSignal): Promise<string> {
  if (!signal.aborted) await once(signal, 'abort')
  return 'it is not needed any more'
}

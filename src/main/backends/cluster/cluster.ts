import { join } from 'node:path'
import { cronerScheduler } from '@main/adapters/croner/scheduler'
import { openTempFiles } from '@main/adapters/folder/temp-files'
import { hyparquetReader } from '@main/adapters/hyparquet/hyparquet-reader'
import type { ConnectorTemplate } from '@main/adapters/kafka-connect/connector-template'
import { objectPlaces } from '@main/adapters/minio/object-place'
import { openS3ObjectStore } from '@main/adapters/minio/object-store'
import { parquetjsRowFiles } from '@main/adapters/parquetjs/parquetjs-row-files'
import { s3ForSpark } from '@main/adapters/spark/s3-for-spark'
import { openEmbeddedLedger } from '@main/adapters/sqlite/ledger'
import type { Ports } from '@main/ports'
import type { ClusterAddresses } from '@main/ports/cluster-addresses'
import type { ChosenBackend } from '@shared/model/app'
import { bucketOf, type Dataset, type DatasetName } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import type { Backend } from '../backend'
import { type AnalysisOptions, openAnalyser } from '../open-analyser'
import { type SwitchableStore, switchableStore } from '../switchable-store'
import { type ClusterFlowSpec, type ClusterTopics, openClusterFlow } from './cluster-flow'
import { guarded } from './guarded'
import { openOwnLog } from './log-opening'
import { subjectTable } from './named-subjects'
import { openStateDir } from './state-dir'
import { type ClusterStoreServerOptions, clusterStoreServer } from './store-server'

export type ClusterPart = 'log' | 'registry' | 'objects' | 'store'

export interface ClusterOptions {
  readonly chosen: ChosenBackend
  /** The folder of the data that the clusters do not keep. */
  readonly dir: string
  /** The path of the analysis's built module. */
  readonly moduleDir: URL
  readonly datasets: readonly Dataset[]
  readonly logMaxBytes: () => number
  readonly analysis: AnalysisOptions
  /** Kafka holds another log than the open state belongs to: the backend must be opened again. */
  readonly otherLog: () => void
  /** The addresses of the moment. */
  readonly addresses: () => ClusterAddresses
  readonly topics: ClusterTopics
  readonly connector: ConnectorTemplate | null
  /** Throws when this server cannot be there. */
  readonly check: (part: ClusterPart) => void
  readonly untilStoreGone: ClusterStoreServerOptions['untilGone']
}

/** Kafka is the log, ClickHouse the store, S3 the object store; who runs them is decided elsewhere. */
export async function openCluster(
  options: ClusterOptions,
): Promise<Omit<Backend, 'name' | 'subtitles' | 'refusal' | 'neededServices'> & { readonly store: SwitchableStore }> {
  const { datasets, moduleDir, topics, check } = options
  const state = await openStateDir(options.dir)
  const specNow = (): ClusterFlowSpec => {
    const { objects: _, ...addresses } = options.addresses()
    return {
      backend: 'cluster',
      stateDir: state.path,
      logMaxBytes: options.logMaxBytes(),
      addresses,
      topics,
      subjects: subjectTable(datasets, addresses.registry.subjects ?? 'topic', topics.prefix),
      connector: options.connector,
    }
  }
  const spec = specNow()
  const damages: Fault[] = []
  const onDamage = (fault: Fault) => void damages.push(fault)
  const flow = await openClusterFlow(spec, onDamage)
  const objects = openS3ObjectStore(options.addresses().objects)
  const store = switchableStore()

  const hasObjects = async () => {
    check('objects')
    for (const { name } of datasets) if ((await objects.list(bucketOf(name))).length > 0) return true
    return false
  }
  const own: { log: Ports['log']; logBehind(dataset: DatasetName): Promise<void> } = topics.readOnly
    ? { log: flow.log, logBehind: async () => undefined }
    : await openOwnLog({
        log: flow.log,
        state,
        datasets,
        address: spec.addresses.kafka.brokers.join(', '),
        check: () => check('log'),
        isKept: hasObjects,
        otherLog: options.otherLog,
      })

  const objectsForSpark = () => {
    const address = options.addresses().objects
    return s3ForSpark(address, objectPlaces(address))
  }
  const guardedObjects = guarded(objects, async () => check('objects'))
  const temp = await openTempFiles(join(state.path, 'tmp'))
  const extracts = hyparquetReader(new URL('analyse-worker.js', moduleDir))
  const ports: Ports = {
    ...flow.ports,
    log: own.log,
    registry: guarded(flow.ports.registry, async () => check('registry')),
    objects: guardedObjects,
    temp,
    store,
    scheduler: cronerScheduler(),
    ledger: await openEmbeddedLedger(join(state.path, 'ledger'), onDamage),
    extracts,
    analyser: openAnalyser(options.analysis, {
      chosen: options.chosen,
      dir: state.path,
      extracts,
      objects: guardedObjects,
      store,
      temp,
      objectsForSpark,
    }),
    rowFiles: parquetjsRowFiles(),
    storeServer: clusterStoreServer({
      address: spec.addresses.store,
      store,
      check: () => check('store'),
      untilGone: options.untilStoreGone,
    }),
  }
  return {
    stateDir: state.path,
    damages,
    ports,
    store,
    flowSpec: specNow,
    objectUri: (bucket, key) => objectsForSpark().uriOf(bucket, key),
    storePid: () => null,
    logBehind: own.logBehind,
    async close() {
      await ports.extracts.close()
      await store.close()
      await Promise.all([flow.close(), objects.close(), ports.ledger.close()])
    },
  }
}

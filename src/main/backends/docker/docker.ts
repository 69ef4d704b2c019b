import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { storeAnalyser } from '@main/adapters/clickhouse/store-analyser'
import { cronerScheduler } from '@main/adapters/croner/scheduler'
import { openTempFiles } from '@main/adapters/folder/temp-files'
import { hyparquetReader } from '@main/adapters/hyparquet/hyparquet-reader'
import { inProcessAnalyser } from '@main/adapters/hyparquet/in-process-analyser'
import { parseConnectorTemplate } from '@main/adapters/kafka-connect/connector-template'
import { openS3ObjectStore } from '@main/adapters/minio/object-store'
import { parquetjsRowFiles } from '@main/adapters/parquetjs/parquetjs-row-files'
import type { KafkaLog } from '@main/adapters/platformatic-kafka/event-log'
import { openEmbeddedLedger } from '@main/adapters/sqlite/ledger'
import type { EventLog } from '@main/ports/event-log'
import { bucketOf, type Dataset, type DatasetName } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import type { Engine } from '@shared/model/settings'
import type { Backend } from '../backend'
import { chosenAnalyser } from '../chosen-analyser'
import { switchableStore } from '../switchable-store'
import { type DockerFlowSpec, dockerFlowSpec, openDockerFlow } from './docker-flow'
import { addressOf, type RunningServices, requireUp } from './running-services'
import { openSavedLogEnds } from './saved-log-ends'
import { serviceStoreServer } from './service-store-server'
import { openStateDir } from './state-dir'

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
  readonly engine: () => Engine
  /** Kafka holds another log than the open state belongs to: the backend must be opened again. */
  readonly otherLog: () => void
}

const MINIO = 9000

/**
 * This machine's containers: Kafka is the log, ClickHouse the store, MinIO the object store. `dir` holds the data that they do not keep.
 */
export async function openDocker(options: DockerOptions): Promise<Backend> {
  const { services, datasets, moduleDir, logMaxBytes } = options
  const file = join(options.composeDir, 'kafka-connect', 'connector.json')
  const connector = parseConnectorTemplate(await readFile(file, 'utf8'), file)
  const state = await openStateDir(options.dir)
  const specNow = (): DockerFlowSpec =>
    dockerFlowSpec(services, { stateDir: state.path, logMaxBytes: logMaxBytes(), connector })
  const spec = specNow()
  const damages: Fault[] = []
  const onDamage = (fault: Fault) => void damages.push(fault)
  const flow = await openDockerFlow(spec, onDamage)
  const objects = openS3ObjectStore(objectsAddress(services))
  const store = switchableStore()

  const reached = await openSavedLogEnds(
    flow.log,
    state.path,
    datasets.map(({ name }) => name),
  )
  const hasObjects = async () => {
    requireUp(services, 'objects')
    for (const { name } of datasets) if ((await objects.list(bucketOf(name))).length > 0) return true
    return false
  }
  const openedAt = new Map<DatasetName, readonly number[]>()
  /** Several calls may come at once: the log is opened once for all of them. */
  let opening: Promise<void> | null = null
  const openLog = async (log: KafkaLog) => {
    for (const { name, partitions } of datasets) await log.createTopic(name, partitions)
    const [first] = datasets
    if (first && !(await state.belongsTo(log, first.name, hasObjects))) {
      options.otherLog()
      const reason = 'it holds another log than before, which is being opened'
      throw new FaultError({ code: 'log-unavailable', address: spec.broker, reason })
    }
    for (const { name } of datasets) {
      openedAt.set(name, (await log.offsets(name)).end)
      await log.beginEpoch(name, reached.of(name), reached.askedFor(name))
    }
    await reached.begun()
  }
  /**
   * The store has more of the current epoch than the log: an older copy of the volume was restored just before its ends were saved. The
   * sink has refused to start, so nothing of this session is stored, and an epoch that begins at the session's start covers all of it.
   */
  const logBehind = async (dataset: DatasetName) => {
    const since = openedAt.get(dataset)
    if (!since) return
    await reached.ask(dataset, since)
    options.otherLog()
  }
  const assertOurs = async (log: KafkaLog) => {
    requireUp(services, 'log')
    opening ??= openLog(log).catch((thrown) => {
      opening = null
      throw thrown
    })
    await opening
    await reached.keep()
  }
  /** The next session opens a log that was created again during this one. */
  const noticeRemade = (thrown: unknown) => {
    if (thrown instanceof FaultError && thrown.fault.code === 'log-remade') options.otherLog()
  }

  const guardedObjects = guarded(objects, async () => requireUp(services, 'objects'))
  const temp = await openTempFiles(join(state.path, 'tmp'))
  const extracts = hyparquetReader(new URL('analyse-worker.js', moduleDir))
  const ports = {
    ...flow.ports,
    log: guarded<EventLog>(flow.log, () => assertOurs(flow.log), noticeRemade),
    registry: guarded(flow.ports.registry, async () => requireUp(services, 'registry')),
    objects: guardedObjects,
    temp,
    store,
    scheduler: cronerScheduler(),
    ledger: await openEmbeddedLedger(join(state.path, 'ledger'), onDamage),
    extracts,
    analyser: chosenAnalyser(options.engine, {
      'in-process': inProcessAnalyser({ objects: guardedObjects, temp }, extracts),
      clickhouse: storeAnalyser(store),
    }),
    rowFiles: parquetjsRowFiles(),
    storeServer: serviceStoreServer(services, store, spec.store),
  }
  return {
    name: 'docker',
    stateDir: state.path,
    damages,
    subtitles: () => ({
      source: 'Simulator, replays',
      log: 'Kafka',
      sink: 'To ClickHouse',
      store: 'ClickHouse',
      extract: 'Parquet in MinIO',
      analyse: ports.analyser.title,
      report: 'JSON in MinIO',
    }),
    ports,
    neededServices: () =>
      services.feed.value.services.flatMap(({ service }) => (service.role === 'extra' ? [] : [service.id])),
    flowSpec: specNow,
    storePid: () => null,
    logBehind,
    async close() {
      await ports.extracts.close()
      await store.close()
      await Promise.all([flow.close(), objects.close(), ports.ledger.close()])
    },
  }
}

function objectsAddress(services: RunningServices) {
  const { MINIO_ROOT_USER: accessKey = '', MINIO_ROOT_PASSWORD: secretKey = '' } = services.values()
  return { url: `http://${addressOf(services, 'objects', MINIO)}`, credentials: { accessKey, secretKey } }
}

/**
 * The same port, but every call first waits for `check` and throws what that throws: the state of a stopped service explains more than its
 * failed connection. `onFailure` sees what any call throws. `close` is always passed through, and so are waits, which never reject.
 */
export function guarded<T extends object>(
  port: T,
  check: () => Promise<void>,
  onFailure: (thrown: unknown) => void = () => undefined,
): T {
  return new Proxy(port, {
    get(target, name) {
      const call: unknown = Reflect.get(target, name, target)
      if (typeof call !== 'function' || name === 'close' || name === 'waitForAppend') return call
      return async (...args: unknown[]) => {
        try {
          await check()
          return await call.apply(target, args)
        } catch (thrown) {
          onFailure(thrown)
          throw thrown
        }
      }
    },
  })
}

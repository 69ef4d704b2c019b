import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cronerScheduler } from '@main/adapters/croner/scheduler'
import { openTempFiles } from '@main/adapters/folder/temp-files'
import { hyparquetAnalyser } from '@main/adapters/hyparquet/hyparquet-analyser'
import { parseConnectorTemplate } from '@main/adapters/kafka-connect/connector-template'
import { openS3ObjectStore } from '@main/adapters/minio/object-store'
import { openEmbeddedLedger } from '@main/adapters/sqlite/ledger'
import type { EventLog } from '@main/ports/event-log'
import type { Dataset } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import type { Backend } from '../backend'
import { switchableStore } from '../switchable-store'
import { type DockerFlowSpec, dockerFlowSpec, openDockerFlow } from './docker-flow'
import { guarded } from './guarded'
import { addressOf, type RunningServices, requireUp } from './needed-services'
import { serviceStore } from './service-store'
import { openStateDir } from './state-dir'

export interface DockerOptions {
  /** Where everything of this backend is kept. */
  readonly dir: string
  /** Where the connector's template stands. */
  readonly composeDir: string
  /** Where the built module of the analysis stands. */
  readonly moduleDir: URL
  readonly services: RunningServices
  readonly datasets: readonly Dataset[]
  readonly logMaxBytes: () => number
  /** Kafka holds another log than the one whose state is open: the backend is to be opened anew. */
  readonly otherLog: () => void
}

const MINIO = 9000

/** This machine's containers: Kafka is the log, ClickHouse the store, MinIO the object store. What they do not keep lies in `dir`. */
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

  let ours = false
  const assertOurs = async (log: EventLog) => {
    requireUp(services, 'log')
    if (ours) return
    for (const { name, partitions } of datasets) await log.createTopic(name, partitions)
    const [first] = datasets
    ours = !first || (await state.belongsTo(log, first.name))
    if (ours) return
    options.otherLog()
    const reason = 'it holds another log than before, which is being opened'
    throw new FaultError({ code: 'log-unavailable', address: spec.broker, reason })
  }

  const ports = {
    ...flow.ports,
    log: guarded(flow.ports.log, () => assertOurs(flow.ports.log)),
    registry: guarded(flow.ports.registry, async () => requireUp(services, 'registry')),
    objects: guarded(objects, async () => requireUp(services, 'objects')),
    temp: await openTempFiles(join(state.path, 'tmp')),
    store,
    scheduler: cronerScheduler(),
    ledger: await openEmbeddedLedger(join(state.path, 'ledger'), onDamage),
    analyser: hyparquetAnalyser(new URL('analyse-worker.js', moduleDir)),
    storeServer: serviceStore(services, store, spec.store),
  }
  return {
    name: 'docker',
    stateDir: state.path,
    damages,
    subtitles: {
      source: 'Simulator, replays',
      log: 'Kafka',
      sink: 'To ClickHouse',
      store: 'ClickHouse',
      extract: 'Parquet in MinIO',
      analyse: 'In process',
      report: 'JSON in MinIO',
    },
    ports,
    neededServices: () =>
      services.feed.value.services.flatMap(({ service }) => (service.role === 'extra' ? [] : [service.id])),
    flowSpec: specNow,
    storePid: () => null,
    async close() {
      await ports.analyser.close()
      await store.close()
      await Promise.all([flow.close(), objects.close(), ports.ledger.close()])
    },
  }
}

function objectsAddress(services: RunningServices) {
  const { MINIO_ROOT_USER: accessKey = '', MINIO_ROOT_PASSWORD: secretKey = '' } = services.values()
  return { url: `http://${addressOf(services, 'objects', MINIO)}`, accessKey, secretKey }
}

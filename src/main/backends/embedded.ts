import { join } from 'node:path'
import { avroCodecs } from '@main/adapters/avro/codecs'
import { chdbStoreServer } from '@main/adapters/chdb/launch-store-process'
import { openClickHouseStore } from '@main/adapters/clickhouse/clickhouse-store'
import { systemClock } from '@main/adapters/clock/system-clock'
import { cronerScheduler } from '@main/adapters/croner/scheduler'
import { folderObjectStore } from '@main/adapters/folder/object-store'
import { openTempFiles } from '@main/adapters/folder/temp-files'
import { hyparquetReader } from '@main/adapters/hyparquet/hyparquet-reader'
import { lineFile } from '@main/adapters/line-file/line-file'
import { parquetjsRowFiles } from '@main/adapters/parquetjs/parquetjs-row-files'
import { fileUri } from '@main/adapters/spark/file-uri'
import { openEmbeddedDeadLetters } from '@main/adapters/sqlite/dead-letters'
import { openEventIntake } from '@main/adapters/sqlite/event-intake'
import { openEmbeddedLog } from '@main/adapters/sqlite/event-log'
import { openEmbeddedLedger } from '@main/adapters/sqlite/ledger'
import { openEmbeddedRegistry } from '@main/adapters/sqlite/registry'
import type { FlowPorts } from '@main/ports'
import type { ChildLauncher } from '@main/ports/child-launcher'
import type { StoreAddress } from '@main/ports/store'
import type { Fault } from '@shared/model/fault'
import type { Backend, EmbeddedFlowSpec } from './backend'
import { type AnalysisOptions, openAnalyser } from './open-analyser'
import { switchableStore } from './switchable-store'

export interface EmbeddedOptions {
  readonly dataDir: string
  /** The paths of the built modules of the store's server and the analysis. */
  readonly moduleDir: URL
  readonly launcher: ChildLauncher
  /** Called whenever the log is opened. */
  readonly logMaxBytes: () => number
  readonly analysis: AnalysisOptions
}

/** No installation needed: SQLite is the log, chDB in a child process the store, a folder the object store. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Backend> {
  const { dataDir, moduleDir, launcher, logMaxBytes } = options
  const server = chdbStoreServer({
    launcher,
    module: new URL('chdb-server.js', moduleDir),
    dir: join(dataDir, 'store'),
  })
  const store = switchableStore()
  let address: StoreAddress | null = null
  let pid: number | null = null
  const damages: Fault[] = []
  const onDamage = (fault: Fault) => void damages.push(fault)
  const base = await openFlowParts(dataDir, logMaxBytes(), { newEpoch: true, onDamage })
  const objects = folderObjectStore(join(dataDir, 'objects'))
  const temp = await openTempFiles(join(dataDir, 'tmp'))
  const extracts = hyparquetReader(new URL('analyse-worker.js', moduleDir))
  const objectUri = (bucket: string, key: string) => fileUri(join(dataDir, 'objects', bucket, key))
  const ports = {
    ...base,
    store,
    scheduler: cronerScheduler(),
    objects,
    temp,
    ledger: await openEmbeddedLedger(join(dataDir, 'ledger'), onDamage),
    extracts,
    analyser: openAnalyser(options.analysis, {
      chosen: { backend: 'embedded', environment: null },
      dir: dataDir,
      extracts,
      objects,
      store,
      temp,
      objectsForSpark: () => ({ uriOf: objectUri, conf: {}, env: {} }),
    }),
    rowFiles: parquetjsRowFiles(),
    storeServer: {
      async start(signal: AbortSignal) {
        const running = await server.start(signal)
        address = running.address
        pid = running.pid
        const opened = openClickHouseStore(address)
        store.use(opened)
        // The stage awaits the exit before it starts another server: there cannot be a newer one here.
        void running.exited.then(() => {
          pid = null
          store.use(null)
          return opened.close()
        })
        return running
      },
    },
  }
  return {
    name: 'embedded',
    refusal: null,
    stateDir: dataDir,
    damages,
    subtitles: () => ({
      source: 'Simulator, replays',
      log: 'Embedded · SQLite',
      sink: 'Built-in',
      store: 'ClickHouse (chDB)',
      extract: 'Parquet',
      analyse: ports.analyser.title,
      report: 'JSON',
    }),
    ports,
    objectUri,
    neededServices: () => [],
    flowSpec: () => ({ backend: 'embedded', dataDir, logMaxBytes: logMaxBytes(), storeAddress: address }),
    storePid: () => pid,
    // Each time the file is opened an epoch begins, so the log never ends before the store's last position in an epoch.
    logBehind: async () => undefined,
    async close() {
      await ports.extracts.close()
      await store.close()
      const files = [ports.deadLetters, ports.intake, ports.ledger]
      await Promise.all([ports.log, ports.registry, ...files].map((port) => port.close()))
    },
  }
}

/** Opens the same flow ports in another thread. */
export async function openEmbeddedFlow(spec: EmbeddedFlowSpec): Promise<{ ports: FlowPorts; close(): Promise<void> }> {
  const store = switchableStore()
  if (spec.storeAddress) store.use(openClickHouseStore(spec.storeAddress))
  const ports = { ...(await openFlowParts(spec.dataDir, spec.logMaxBytes)), store }
  return {
    ports,
    async close() {
      const { log, registry, deadLetters, intake } = ports
      await Promise.all([store, log, registry, deadLetters, intake].map((port) => port.close()))
    },
  }
}

/** The main thread begins a new epoch of the log: whatever happened to the file meanwhile, its next records have their own positions. */
async function openFlowParts(
  dataDir: string,
  maxBytes: number,
  first: { readonly newEpoch?: boolean; readonly onDamage?: (fault: Fault) => void } = {},
): Promise<Omit<FlowPorts, 'store'>> {
  const deadLetters = await openEmbeddedDeadLetters(join(dataDir, 'dead-letters'), first)
  return {
    clock: systemClock(),
    lines: lineFile,
    codecs: avroCodecs,
    log: await openEmbeddedLog(join(dataDir, 'log'), { maxBytes, ...first }),
    registry: await openEmbeddedRegistry(join(dataDir, 'log')),
    connector: null,
    foreign: null,
    deadLetters,
    resends: deadLetters.resends,
    intake: await openEventIntake(join(dataDir, 'intake'), first),
  }
}

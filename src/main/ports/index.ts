import type { Analyser } from './analyser'
import type { Clock } from './clock'
import type { DeadLetters } from './dead-letters'
import type { EventIntake } from './event-intake'
import type { EventLog } from './event-log'
import type { ExtractReader } from './extract-reader'
import type { ForeignRecordCounts } from './foreign-record-counts'
import type { Ledger } from './ledger'
import type { LetterResends } from './letter-resends'
import type { LineFile } from './line-file'
import type { ObjectStore } from './object-store'
import type { RowFiles } from './row-files'
import type { Scheduler } from './scheduler'
import type { Codecs, SchemaRegistry } from './schema-registry'
import type { SinkConnector } from './sink-connector'
import type { Store, StoreServer } from './store'
import type { TempFiles } from './temp-files'

/** The ports that move events; each thread opens its own. */
export interface FlowPorts {
  readonly clock: Clock
  readonly lines: LineFile
  readonly log: EventLog
  readonly registry: SchemaRegistry
  readonly codecs: Codecs
  readonly store: Store
  readonly deadLetters: DeadLetters
  readonly resends: LetterResends
  readonly intake: EventIntake
  /** Null when only Millrace writes to the log. */
  readonly foreign: ForeignRecordCounts | null
  /** Kafka Connect, the alternative sink, if the backend has it. */
  readonly connector: SinkConnector | null
}

/** The ports that the main thread's stages use. The backend chooses the technology behind each. */
export interface Ports extends FlowPorts {
  readonly scheduler: Scheduler
  readonly storeServer: StoreServer
  readonly objects: ObjectStore
  readonly temp: TempFiles
  readonly ledger: Ledger
  readonly extracts: ExtractReader
  readonly analyser: Analyser
  readonly rowFiles: RowFiles
}

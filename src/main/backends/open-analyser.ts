import { join } from 'node:path'
import { storeAnalyser } from '@main/adapters/clickhouse/store-analyser'
import { inProcessAnalyser } from '@main/adapters/hyparquet/in-process-analyser'
import { type ObjectsForSpark, sparkAnalyser } from '@main/adapters/spark/spark-analyser'
import type { Ports } from '@main/ports'
import type { Analyser } from '@main/ports/analyser'
import type { ChosenBackend } from '@shared/model/app'
import { minuteWorkOn } from '@shared/model/minute-work'
import type { Settings } from '@shared/model/settings'

/** What every backend needs for its engines. */
export interface AnalysisOptions {
  readonly settings: () => Pick<Settings, 'analysis' | 'spark'>
  /** The path of `analyse.py`. */
  readonly sparkScript: string
  /** Takes the output of Spark jobs. */
  readonly log: (line: string) => void
}

interface EngineParts extends Pick<Ports, 'extracts' | 'objects' | 'store' | 'temp'> {
  /** Whose engine it is: the settings may already name the backend that follows. */
  readonly chosen: ChosenBackend
  /** The folder for the state of this backend. */
  readonly dir: string
  readonly objectsForSpark: () => ObjectsForSpark
}

/** The engine that the settings name for this backend at the moment of each use. */
export function openAnalyser({ settings, sparkScript, log }: AnalysisOptions, parts: EngineParts): Analyser {
  const engines = {
    'in-process': inProcessAnalyser(parts, parts.extracts),
    clickhouse: storeAnalyser(parts.store),
    spark: sparkAnalyser({
      settings: () => settings().spark,
      script: sparkScript,
      dir: join(parts.dir, 'spark'),
      objects: parts.objects,
      access: parts.objectsForSpark,
      log,
    }),
  }
  const now = (): Analyser => engines[minuteWorkOn(settings().analysis, parts.chosen).engine]
  return {
    get engine() {
      return now().engine
    },
    get title() {
      return now().title
    },
    get atOnce() {
      return now().atOnce
    },
    get readsStore() {
      return now().readsStore
    },
    analyse: (...args) => now().analyse(...args),
  }
}

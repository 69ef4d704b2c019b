import { join, resolve } from 'node:path'
import { storeAnalyser } from '@main/adapters/clickhouse/store-analyser'
import { type EngineParts, openEngineParts } from '@main/adapters/clickhouse/testing/engine-parts'
import { analyseParquet } from '@main/adapters/hyparquet/analyse-parquet'
import { inProcessAnalyser } from '@main/adapters/hyparquet/in-process-analyser'
import { fileUri } from '@main/adapters/spark/file-uri'
import { sparkAnalyser } from '@main/adapters/spark/spark-analyser'
import { findSpark } from '@main/adapters/spark/testing/spark-install'
import { accessLogCases } from '@main/pipeline/testing/access-log-cases'
import type { Analyser } from '@main/ports/analyser'
import { analyserContract } from '@main/ports/contracts/analyser.contract'
import type { ExtractReader } from '@main/ports/extract-reader'
import { SparkSettings } from '@shared/model/settings'
import { describe } from 'vitest'

/** In the short form, `spark.scale.ts` and the tests beside the other engines compare fewer extracts. */
const short = process.env.MILLRACE_SCALE === 'short'
const spark = short ? { missing: 'the short form compares fewer extracts' } : await findSpark(console.log)
if ('missing' in spark) console.log(`without Spark: ${spark.missing}`)
const more = await accessLogCases()

const opened = (analyserOf: (parts: EngineParts) => Analyser) => async () => {
  const parts = await openEngineParts()
  return { ...parts, analyser: analyserOf(parts) }
}

describe.skipIf(short)('engines on many extracts', () => {
  const reader: Pick<ExtractReader, 'analyse'> = { analyse: (dataset, file) => analyseParquet(dataset, file) }
  analyserContract(
    'this process',
    opened((parts) => inProcessAnalyser(parts, reader)),
    more,
    'long',
  )
  analyserContract(
    'ClickHouse',
    opened(({ store }) => storeAnalyser(store)),
    more,
    'long',
  )
})

describe.skipIf('missing' in spark)('Spark on many extracts', () => {
  analyserContract(
    'Spark',
    opened((parts) =>
      sparkAnalyser({
        settings: () => SparkSettings.parse({ submit: 'submit' in spark ? spark.submit : '' }),
        script: resolve('resources/spark/analyse.py'),
        dir: join(parts.objectsDir, '..', 'spark'),
        objects: parts.objects,
        access: () => ({ uriOf: (...of) => fileUri(join(parts.objectsDir, ...of)), conf: {}, env: {} }),
        log: () => undefined,
      }),
    ),
    more,
    'long',
  )
})

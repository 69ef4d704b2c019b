import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { storeAnalyser } from '@main/adapters/clickhouse/store-analyser'
import { type EngineParts, openEngineParts } from '@main/adapters/clickhouse/testing/engine-parts'
import { hyparquetReader } from '@main/adapters/hyparquet/hyparquet-reader'
import { inProcessAnalyser } from '@main/adapters/hyparquet/in-process-analyser'
import { fileUri } from '@main/adapters/spark/file-uri'
import { sparkAnalyser } from '@main/adapters/spark/spark-analyser'
import { findSpark } from '@main/adapters/spark/testing/spark-install'
import type { Analyser, ExtractToAnalyse } from '@main/ports/analyser'
import { type ExtractCase, largeCase } from '@main/ports/contracts/testing/extract-cases'
import { bucketOf } from '@shared/model/dataset'
import { SparkSettings } from '@shared/model/settings'
import { extractKey } from '@shared/model/window'
import { expect, it } from 'vitest'
import { root } from '../support/millrace'

const ROWS = [60_000, 1_000_000]
const RUNS = 5
const SPARK_RUNS = 3
const BATCH = 30_000

/** Milliseconds: until the figures are there, and the part of it that the engine needed to start. */
interface Times {
  readonly total: number
  readonly start: number
}

it('measures each engine on one window', { timeout: 1_800_000 }, async () => {
  const parts = await openEngineParts()
  const reader = hyparquetReader(pathToFileURL(join(root, 'out', 'main', 'analyse-worker.js')))
  const engines: [name: string, analyser: Analyser, runs: number][] = [
    ['in process', inProcessAnalyser(parts, reader), RUNS],
    ['ClickHouse', storeAnalyser(parts.store), RUNS],
  ]
  const spark = await findSpark(console.log)
  if ('submit' in spark) engines.push(['Spark, local[2]', sparkOn(parts, spark.submit), SPARK_RUNS])
  else console.log(`without Spark: ${spark.missing}`)
  const found: Record<string, Record<string, Times>> = {}
  const figures = new Map<number, string>()
  try {
    for (const [minute, rows] of ROWS.entries()) {
      const made = largeCase(rows, minute)
      const extract = await extractOf(parts, made)
      for (const [name, analyser, runs] of engines) {
        const times: Times[] = []
        for (let run = 0; run < runs; run++) times.push(await measure(analyser, made, extract, figures))
        times.sort((a, b) => a.total - b.total)
        found[name] = { ...found[name], [rows]: times[Math.floor(runs / 2)] as Times }
      }
    }
  } finally {
    await reader.close()
    await parts.close()
  }
  const cell = ({ total, start }: Times) => ({ total: Math.round(total), start: Math.round(start) })
  console.table(
    Object.fromEntries(
      Object.entries(found).map(([name, byRows]) => [
        name,
        Object.fromEntries(
          Object.entries(byRows).flatMap(([rows, times]) => {
            const { total, start } = cell(times)
            const what = `${Number(rows).toLocaleString('en')} rows`
            return [
              [`${what}, ms`, total],
              // The others start with Millrace.
              [`${what}: start, ms`, name.startsWith('Spark') ? start : '–'],
            ]
          }),
        ),
      ]),
    ),
  )
  await mkdir(join(root, 'test-results'), { recursive: true })
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}`
  await writeFile(join(root, 'test-results', 'bench-engines.json'), `${JSON.stringify({ machine, found }, null, 2)}\n`)
})

function sparkOn(parts: EngineParts, submit: string): Analyser {
  return sparkAnalyser({
    settings: () => SparkSettings.parse({ submit }),
    script: join(root, 'resources', 'spark', 'analyse.py'),
    dir: join(parts.objectsDir, '..', 'spark'),
    objects: parts.objects,
    access: () => ({ uriOf: (...of) => fileUri(join(parts.objectsDir, ...of)), conf: {}, env: {} }),
    log: () => undefined,
  })
}

async function extractOf(
  { store, objects, temp }: EngineParts,
  { dataset, start, events }: ExtractCase,
): Promise<ExtractToAnalyse> {
  await store.prepare(dataset, 30)
  for (let at = 0; at < events.length; at += BATCH) {
    const rows = events
      .slice(at, at + BATCH)
      .map((event, n) => ({ event, epoch: 1, partition: 0, offset: start + at + n }))
    await store.insert(dataset, rows)
  }
  await temp.use(async (file) => {
    await temp.write(file, await store.extract(dataset, start))
    await objects.putFile(bucketOf(dataset.name), extractKey(start), file)
  })
  return { start, ...(await store.fingerprint(dataset, start)) }
}

/** Every engine must give the figures of the first one. */
async function measure(
  analyser: Analyser,
  { dataset, start }: ExtractCase,
  extract: ExtractToAnalyse,
  figures: Map<number, string>,
): Promise<Times> {
  const began = performance.now()
  const [outcome] = await analyser.analyse(dataset, [extract], new AbortController().signal)
  const total = performance.now() - began
  if (!outcome || 'thrown' in outcome) throw outcome?.thrown ?? new Error('no outcome')
  const { seconds, ...counted } = outcome.analysis
  const text = JSON.stringify(counted)
  expect(text).toBe(figures.get(start) ?? text)
  figures.set(start, text)
  return { total, start: Math.max(0, total - seconds * 1_000) }
}

import { truncate } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type EngineParts, openEngineParts } from '@main/adapters/clickhouse/testing/engine-parts'
import { fileUri } from '@main/adapters/spark/file-uri'
import { sparkAnalyser } from '@main/adapters/spark/spark-analyser'
import { findSpark } from '@main/adapters/spark/testing/spark-install'
import { accessLogCases } from '@main/pipeline/testing/access-log-cases'
import { type AnalysisOutcome, type AnalysisProgress, ExtractOutdated } from '@main/ports/analyser'
import { analyserContract } from '@main/ports/contracts/analyser.contract'
import { SHAPES } from '@main/ports/contracts/testing/extract-datasets'
import { bucketOf } from '@shared/model/dataset'
import { SparkSettings } from '@shared/model/settings'
import { extractKey } from '@shared/model/window'
import { describe, expect, it } from 'vitest'

const found = await findSpark(console.log)
const submit = 'submit' in found ? found.submit : ''
if ('missing' in found) console.log(`skipped: ${found.missing}`)

function open(
  parts: EngineParts,
  settings: Partial<SparkSettings> = {},
  log: (line: string) => void = () => undefined,
) {
  return sparkAnalyser({
    settings: () => SparkSettings.parse({ submit, conf: { 'spark.ui.enabled': 'false' }, ...settings }),
    script: resolve('resources/spark/analyse.py'),
    dir: join(parts.objectsDir, '..', 'spark'),
    objects: parts.objects,
    access: () => ({
      uriOf: (bucket, key) => fileUri(join(parts.objectsDir, bucket, key)),
      conf: {},
      env: {},
    }),
    log,
  })
}

const START = Date.UTC(2026, 10, 24, 12, 34)
const dataset = SHAPES.bare

async function extractOf(parts: EngineParts, start: number, rows: number) {
  const id = '00112233-4455-6677-8899-aabbccddeeff'
  await parts.store.prepare(dataset, 30)
  await parts.store.insert(
    dataset,
    Array.from({ length: rows }, (_, n) => ({
      event: { id, at: start + n, outcome: 'SUCCESS', kind: 'a' },
      epoch: 1,
      partition: 0,
      offset: start + n,
    })),
  )
  const file = await parts.store.extract(dataset, start)
  await parts.temp.use(async (path) => {
    await parts.temp.write(path, file)
    await parts.objects.putFile(bucketOf(dataset.name), extractKey(start), path)
  })
  return { start, rows, fingerprint: null }
}

describe.skipIf('missing' in found)('Spark', async () => {
  analyserContract(
    'Spark',
    async () => {
      const parts = await openEngineParts()
      return { ...parts, analyser: open(parts) }
    },
    await accessLogCases(),
  )

  it('analyses the other extracts of a job that has unreadable ones', { timeout: 300_000 }, async () => {
    const parts = await openEngineParts()
    const [good, cut, gone, replaced] = [
      await extractOf(parts, START, 20),
      await extractOf(parts, START + 60_000, 20),
      { start: START + 120_000, rows: 1, fingerprint: null },
      { ...(await extractOf(parts, START + 180_000, 5)), rows: 6 },
    ]
    await truncate(join(parts.objectsDir, bucketOf(dataset.name), extractKey(cut.start)), 100)
    const progress: AnalysisProgress[] = []
    const { signal } = new AbortController()
    const outcomes = await open(parts).analyse(dataset, [good, cut, gone, replaced], signal, (one) =>
      progress.push(one),
    )
    const of = ({ start }: { start: number }) => outcomes.find((one: AnalysisOutcome) => one.start === start)
    expect(of(good)).toMatchObject({ analysis: { rows: 20 } })
    for (const one of [cut, gone, replaced]) expect(of(one)).toMatchObject({ thrown: expect.any(ExtractOutdated) })
    expect(progress[0]).toEqual({ note: 'Spark is starting', link: null })
    expect(progress.at(-1)).toEqual({ note: 'Spark has analysed 4 windows', link: null })
    await parts.close()
  })
})

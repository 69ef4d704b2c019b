import { openEngineParts } from '@main/adapters/clickhouse/testing/engine-parts'
import { accessLogCases } from '@main/pipeline/testing/access-log-cases'
import { type AnalysisOutcome, ExtractOutdated } from '@main/ports/analyser'
import { analyserContract } from '@main/ports/contracts/analyser.contract'
import { SHAPES } from '@main/ports/contracts/testing/extract-datasets'
import type { ExtractReader } from '@main/ports/extract-reader'
import { bucketOf } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { expect, it } from 'vitest'
import { analyseParquet } from './analyse-parquet'
import { inProcessAnalyser } from './in-process-analyser'

/** Without the thread, which the reader's own test covers. */
const reader: Pick<ExtractReader, 'analyse'> = { analyse: (dataset, file) => analyseParquet(dataset, file) }

analyserContract(
  'this process',
  async () => {
    const parts = await openEngineParts()
    return { ...parts, analyser: inProcessAnalyser(parts, reader) }
  },
  await accessLogCases(),
)

it('asks for an unreadable extract again, and says that one is missing', async () => {
  const parts = await openEngineParts()
  const analyser = inProcessAnalyser(parts, reader)
  const dataset = SHAPES.plain
  const [cut, missing] = [0, 60_000]
  await parts.objects.put(bucketOf(dataset.name), '1970-01-01_00-00.parquet', Buffer.from('PAR1'))
  const asked = [cut, missing].map((start) => ({ start, rows: 1, fingerprint: null }))
  const outcomes = await analyser.analyse(dataset, asked, new AbortController().signal)
  const thrown = (start: number) => outcomes.find((one: AnalysisOutcome) => one.start === start)
  expect(thrown(cut)).toMatchObject({ thrown: expect.any(ExtractOutdated) })
  expect(thrown(missing)).toMatchObject({ thrown: expect.any(FaultError) })
  await parts.close()
})

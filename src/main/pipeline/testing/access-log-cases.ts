import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { lineFile } from '@main/adapters/line-file/line-file'
import type { ExtractCase } from '@main/ports/contracts/testing/extract-cases'
import type { Event } from '@shared/model/dataset'
import { windowName, windowOf } from '@shared/model/window'
import { lineParserOf } from '../source/choose-line-parser'
import { createLineEventIds } from '../source/line-event-ids'
import { lineToEvent } from '../source/line-to-event'

const SAMPLE = resolve('resources/samples/access.log')

/** The windows of the access log that ships with Millrace. */
export async function accessLogCases(): Promise<ExtractCase[]> {
  const { datasets } = await loadDatasets([resolve('resources/datasets')])
  const dataset = datasets.find(({ name }) => name === 'access_log')
  if (!dataset) throw new Error('the dataset access_log is missing')
  const parse = lineParserOf(dataset, { name: 'combined' }, null)
  const idOf = createLineEventIds('sample')
  const windows = new Map<number, Event[]>()
  const { size } = statSync(SAMPLE)
  for await (const batch of lineFile.read(SAMPLE, { offset: 0, line: 0 }, size, new AbortController().signal)) {
    for (const line of batch) {
      const event = lineToEvent(line, parse, idOf)
      if (event === null || typeof event === 'string') continue
      const start = windowOf(Number(event[dataset.roles.time]))
      windows.set(start, [...(windows.get(start) ?? []), event])
    }
  }
  return [...windows].map(([start, events]) => ({
    name: `access log ${windowName(start)}`,
    dataset,
    start,
    events,
  }))
}

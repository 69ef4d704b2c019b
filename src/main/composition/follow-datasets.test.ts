import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { datasetFilesStamp } from '../adapters/dataset-files/dataset-files-stamp'
import { loadDatasets } from '../adapters/dataset-files/load-datasets'
import { datasetsChanged } from './follow-datasets'

const AT = { name: 'at', type: 'long' }
const schema = (...fields: object[]) => JSON.stringify({ type: 'record', name: 'reading', fields: [AT, ...fields] })

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-follow-'))
})
afterEach(() => rm(dir, { recursive: true }))

const files = { state: () => datasetFilesStamp(dir), load: () => loadDatasets([dir]) }
const put = async (file: string, text: string) => {
  await mkdir(join(dir, 'readings'), { recursive: true })
  await writeFile(join(dir, 'readings', file), text)
}

/** Does one step between two looks each, and then returns what was found. */
async function follow(...steps: (() => Promise<void>)[]) {
  const end = new AbortController()
  const clock = {
    async sleep() {
      const step = steps.shift()
      if (step) await step()
      else if (looks++ > 2) end.abort()
    },
  }
  let looks = 0
  return datasetsChanged(files, await files.load(), clock, end.signal)
}

it('finds a new dataset, a new version and a removed one', async () => {
  const roles = JSON.stringify({ title: 'r', description: '', roles: { time: 'at' } })
  const added = await follow(
    () => put('dataset.json', roles),
    () => put('schema.avsc', schema()),
  )
  expect(added?.datasets.map(({ name }) => name)).toEqual(['readings'])
  const changed = await follow(() => put('schema.avsc', schema({ name: 'n', type: 'int', default: 1 })))
  expect(changed?.datasets[0]?.schema.fields).toHaveLength(2)
  const refused = await follow(() => put('schema.avsc', schema({ name: 'n', type: 'nothing' })))
  expect(refused?.refused).toHaveLength(1)
  expect(await follow(() => rm(join(dir, 'readings'), { recursive: true }))).toEqual({ datasets: [], refused: [] })
})

it('does nothing for files that mean the same', async () => {
  expect(await follow(() => put('README.md', 'x'))).toBeNull()
})

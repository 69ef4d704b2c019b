import type { WindowBand } from '@main/ports/bands'
import { MINUTE_MS } from '@shared/lib/time'
import { afterEach, expect, it } from 'vitest'
import { openEmbeddedBands } from './bands'
import { tempDir } from './testing/temp-dir'

const START = Date.UTC(2026, 0, 5, 12)
const { dir, remove } = tempDir()
afterEach(remove)

const band = (type: string | null, measure: WindowBand['measure'], observed: number): WindowBand => ({
  type,
  measure,
  observed,
  expected: null,
  anomalous: false,
})

it('returns the newest windows of a measure, oldest first, in the order of the newest window’s types', async () => {
  const bands = await openEmbeddedBands(dir)
  for (let minute = 0; minute < 5; minute++) {
    const types = minute < 4 ? ['A', 'B'] : ['B', 'A']
    const own = types.flatMap((type) => [band(type, 'volume', minute), band(type, 'latency', 7)])
    await bands.put('shop', START + minute * MINUTE_MS, [band(null, 'volume', 2 * minute), ...own])
  }
  await bands.put('shop', START + 4 * MINUTE_MS, [band(null, 'volume', 9), band('B', 'volume', 5)])
  const series = await bands.newest('shop', 'volume', 3)
  expect(series.map(({ type, points }) => [type, points.map(({ observed }) => observed)])).toEqual([
    [null, [4, 6, 9]],
    ['B', [2, 3, 5]],
    ['A', [2, 3]],
  ])
  expect(series[0]?.points.map(({ start }) => (start - START) / MINUTE_MS)).toEqual([2, 3, 4])
  const [past] = await bands.newest('shop', 'volume', 2, START + MINUTE_MS)
  expect(past?.points.map(({ observed }) => observed)).toEqual([0, 2])
  expect(await bands.newest('web', 'volume', 3)).toEqual([])
  await bands.close()
})

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../support/millrace'
import { measureWindow } from './one-window'

const SMALL_ROWS = 100_000
const LARGE_ROWS = Number(process.env.MILLRACE_BENCH_ROWS ?? 20_000_000)
/** The maximum additional memory for a large window. */
const MOST_MORE_MB = 150
const MB = 1_048_576

it('reports a window of any size in the same memory', { timeout: 1_800_000 }, async () => {
  const small = await measureWindow(SMALL_ROWS)
  const large = await measureWindow(LARGE_ROWS)
  const figures = (of: typeof small) => ({
    rows: of.rows.toLocaleString('en'),
    'peak of all processes, MB': Math.round(of.peakBytes / MB),
    'of app and store separately, MB': of.peaksBytes.map((bytes) => Math.round(bytes / MB)).join(' + '),
    'at rest before, MB': Math.round(of.restBytes / MB),
    'Parquet, MB': Math.round(of.parquetBytes / 1e6),
    'report after, s': Number((of.ms / 1_000).toFixed(1)),
  })
  console.table({ small: figures(small), large: figures(large) })
  const moreMb = (large.peakBytes - small.peakBytes) / MB
  console.log(`The large window needs ${Math.round(moreMb)} MB more at its peak.`)
  await mkdir(join(root, 'test-results'), { recursive: true })
  await writeFile(
    join(root, 'test-results', 'bench-window.json'),
    `${JSON.stringify({ small, large, moreMb }, null, 2)}\n`,
  )
  expect([small.reported, large.reported]).toEqual([SMALL_ROWS, LARGE_ROWS])
  expect(moreMb).toBeLessThan(MOST_MORE_MB)
})

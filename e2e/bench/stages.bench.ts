import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { millrace, root, temporaryDir } from '../support/millrace'
import { openBench } from './stages-alone'

const WINDOW_ROWS = 1_000_000
const DETECTION_ROWS = 6_000
const seconds = Number(process.env.MILLRACE_BENCH_SECONDS ?? 30)

it('measures each stage alone, then the whole', async () => {
  const { detection, ...alone } = await measureAlone()
  const whole = await measureWhole()
  const slowest = Math.min(alone.source, alone.sink, alone.store)
  const result = {
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
    eventsPerSecond: { ...alone, whole: whole.eventsPerSecond },
    wholeToSlowestStage: whole.eventsPerSecond / slowest,
    window: { rows: WINDOW_ROWS, ...alone.window },
    analysisWithDetection: { rows: DETECTION_ROWS, ratio: detection },
    freshnessMs: whole.freshnessMs,
  }
  const rate = (value: number) => ({ 'events/s': Math.round(value), 'of the slowest': (value / slowest).toFixed(2) })
  console.table({
    'source (simulate, encode, append)': rate(alone.source),
    'read and decode': rate(alone.decode),
    'store (insert)': rate(alone.store),
    'sink (read, decode, insert)': rate(alone.sink),
    [`whole, ${seconds} s at --rate max`]: rate(whole.eventsPerSecond),
  })
  console.log(
    `a window of ${WINDOW_ROWS.toLocaleString('en')} rows: extract ${Math.round(alone.window.extractMs)} ms, ` +
      `analyse ${Math.round(alone.window.analyseMs)} ms, ${Math.round(alone.window.bytes / 1e6)} MB of Parquet`,
  )
  console.log(
    `a window of ${DETECTION_ROWS.toLocaleString('en')} rows: its analysis with detection takes ${detection.toFixed(2)} of the time without`,
  )
  await mkdir(join(root, 'test-results'), { recursive: true })
  await writeFile(join(root, 'test-results', 'bench.json'), `${JSON.stringify(result, null, 2)}\n`)
  expect(whole.balanced).toBe(true)
})

async function measureAlone() {
  const { dir, remove } = await temporaryDir()
  const bench = await openBench(dir)
  try {
    const source = await bench.source(Math.max(10, seconds / 2))
    const decode = await bench.decode()
    const store = await bench.store(1_000_000)
    const window = await bench.window(WINDOW_ROWS)
    const detection = await bench.detection(DETECTION_ROWS, 100)
    const sink = await bench.sink()
    return { source, decode, store, sink, window, detection }
  } finally {
    await bench.close()
    await remove()
  }
}

async function measureWhole() {
  const { dir, remove } = await temporaryDir()
  try {
    const { stdout } = await millrace('run', '--rate', 'max', '--for', `${seconds}s`, '--json', '--data-dir', dir)
    const outcome = JSON.parse(stdout)
    return {
      eventsPerSecond: outcome.events_per_second as number,
      freshnessMs: outcome.freshness_ms as { p50: number; p99: number },
      balanced: outcome.balanced as boolean,
    }
  } finally {
    await remove()
  }
}

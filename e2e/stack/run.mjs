import { buildIfStale } from '../../resources/bin/build-if-stale.mjs'
import { closingLines, keepCounts } from '../support/counts.mjs'
import { afterRetry, filesOf } from '../support/retry.mjs'
import { runVitest } from '../support/run-vitest.mjs'
import { ensureEngine } from './engine.ts'
import { buildImages, standInTable } from './images/build-images.ts'

/**
 * `npm run test:stack [-- FILE…]`: a real Docker engine, the images of the compose file, and every test that needs them. Files
 * with a failed test run once more. `MILLRACE_STACK_MINUTES` limits the total time.
 */
const MINUTE_MS = 60_000
const start = Date.now()
const minutes = Number(process.env.MILLRACE_STACK_MINUTES ?? 0)
const left = () => (minutes > 0 ? Math.max(1, start + minutes * MINUTE_MS - Date.now()) : undefined)

const why = await prepare()
const counts = why === null ? run(process.argv.slice(2)) : skipped(why)
keepCounts('stack', counts)
console.log(closingLines(counts))
process.exitCode = counts.failed > 0 ? 1 : 0

/** Null once the available images are built, or why none is. */
async function prepare() {
  const engine = await ensureEngine()
  if (!engine.running) return engine.why
  const { built, missing } = await buildImages()
  console.log(standInTable(built))
  for (const { image, why } of missing)
    console.log(`Tests that need ${image} are skipped, because the image is unavailable: ${why}`)
  return built.length > 0 ? null : 'not one image could be built'
}

function run(args) {
  buildIfStale()
  const first = runVitest('stack', { args, timeoutMs: left() })
  const files = filesOf(first.failures)
  if (files.length === 0) return first
  console.log(`\nOnce more: ${files.join(', ')}`)
  const result = afterRetry(first, runVitest('stack', { args: files, timeoutMs: left() }))
  for (const name of result.retried) console.log(`passed only on retry: ${name}`)
  return result
}

function skipped(why) {
  console.log(`The stack's tests are skipped: ${why}`)
  return { passed: 0, failed: 0, skipped: 1, failures: [] }
}

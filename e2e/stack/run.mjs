import { buildIfStale } from '../../resources/bin/build-if-stale.mjs'
import { closingLines, keepCounts } from '../support/counts.mjs'
import { runVitest } from '../support/run-vitest.mjs'
import { ensureEngine } from './engine.ts'
import { buildImages, standInTable } from './images/build-images.ts'

/** `npm run test:stack [-- FILE…]`: a real Docker engine, the images of the compose file, and every test that needs them. */
const why = await prepare()
if (why === null) buildIfStale()
const counts = why === null ? runVitest('stack', { args: process.argv.slice(2) }) : skipped(why)
console.log(closingLines(counts))
process.exitCode = counts.failed > 0 ? 1 : 0

/** Null once everything is there, else why it cannot be. */
async function prepare() {
  const engine = await ensureEngine()
  if (!engine.running) return engine.why
  try {
    console.log(standInTable(await buildImages()))
    return null
  } catch (thrown) {
    return `an image could not be built: ${thrown instanceof Error ? thrown.message : thrown}`
  }
}

function skipped(why) {
  console.log(`The stack's tests are skipped: ${why}`)
  const counts = { passed: 0, failed: 0, skipped: 1, failures: [] }
  keepCounts('stack', counts)
  return counts
}

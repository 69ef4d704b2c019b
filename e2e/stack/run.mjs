import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale, root } from '../../resources/bin/build-if-stale.mjs'
import { closingLine, keepCounts } from '../support/counts.mjs'
import { ensureEngine } from './engine.ts'
import { buildImages, standInTable } from './images/build-images.ts'

/** `npm run test:stack`: a real Docker engine, the images of the compose file, and every test that needs them. */
const output = join(root, 'test-results', 'stack.json')
const why = await prepare()
if (why !== null) {
  const counts = { passed: 0, failed: 0, skipped: 1 }
  console.log(`The stack's tests are skipped: ${why}`)
  keepCounts('stack', counts)
  console.log(closingLine(counts))
} else process.exitCode = test()

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

function test() {
  buildIfStale()
  const args = ['run', '--project', 'stack', '--reporter=default', '--reporter=json', `--outputFile.json=${output}`]
  const vitest = join(root, 'node_modules', '.bin', 'vitest')
  const { status } = spawnSync(vitest, [...args, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
  const report = existsSync(output) ? JSON.parse(readFileSync(output, 'utf8')) : null
  const failed = report?.numFailedTests ?? 1
  const counts = {
    passed: report?.numPassedTests ?? 0,
    failed: status === 0 ? failed : Math.max(1, failed),
    skipped: report?.numPendingTests ?? 0,
  }
  keepCounts('stack', counts)
  console.log(closingLine(counts))
  return status ?? 1
}

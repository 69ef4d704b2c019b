import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfStale, root } from '../../resources/bin/build-if-stale.mjs'
import { closingLine, keepCounts } from '../support/counts.mjs'

/** `npm run test:crash [-- --kills N --seed S]`: kills the running app N times and then counts everything. */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string' } } })
buildIfStale()
const output = join(root, 'test-results', 'crash.json')
const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'vitest'),
  ['run', '--project', 'crash', '--reporter=default', '--reporter=json', `--outputFile.json=${output}`],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, MILLRACE_KILLS: values.kills, ...(values.seed ? { MILLRACE_SEED: values.seed } : {}) },
  },
)
const report = existsSync(output) ? JSON.parse(readFileSync(output, 'utf8')) : null
const counts = {
  passed: report?.numPassedTests ?? 0,
  failed: status === 0 ? 0 : Math.max(1, report?.numFailedTests ?? 1),
  skipped: report?.numPendingTests ?? 0,
}
keepCounts('crash', counts)
console.log(closingLine(counts))
process.exit(status ?? 1)

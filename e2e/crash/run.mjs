import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { buildIfStale } from '../../resources/bin/build-if-stale.mjs'
import { closingLines } from '../support/counts.mjs'
import { runVitest } from '../support/run-vitest.mjs'

/** `npm run test:crash [-- --kills N --seed S]`: kills the running app N times and then counts everything. */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string' } } })
buildIfStale()
if (process.platform === 'linux' && process.getuid() === 0 && !existsSync('/usr/bin/faketime')) {
  console.log('libfaketime is missing: installing it, so that the clock can be set')
  spawnSync('sh', ['-c', 'apt-get update -q && apt-get install -qy faketime'], { stdio: 'inherit', timeout: 120_000 })
}
const counts = runVitest('crash', {
  env: { MILLRACE_KILLS: values.kills, ...(values.seed ? { MILLRACE_SEED: values.seed } : {}) },
})
console.log(closingLines(counts))
process.exitCode = counts.failed > 0 ? 1 : 0

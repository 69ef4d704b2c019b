import { parseArgs } from 'node:util'
import { buildIfStale } from '../../resources/bin/build-if-stale.mjs'
import { closingLines } from '../support/counts.mjs'
import { runVitest } from '../support/run-vitest.mjs'

/** `npm run test:crash [-- --kills N --seed S]`: kills the running app N times and then counts everything. */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string' } } })
buildIfStale()
const counts = runVitest('crash', {
  env: { MILLRACE_KILLS: values.kills, ...(values.seed ? { MILLRACE_SEED: values.seed } : {}) },
})
console.log(closingLines(counts))
process.exitCode = counts.failed > 0 ? 1 : 0

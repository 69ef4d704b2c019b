import { parseArgs } from 'node:util'
import { buildIfStale } from '../../resources/bin/build-if-stale.mjs'
import { closingLines } from '../support/counts.mjs'
import { runVitest } from '../support/run-vitest.mjs'

/** `npm run test:scale [-- --short]`: the pipeline on clusters of its own, with TLS and logins; one broker and a minute when short. */
const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } })
buildIfStale()
const counts = runVitest('scale', { env: values.short ? { MILLRACE_SCALE: 'short' } : {} })
console.log(closingLines(counts))
process.exitCode = counts.failed > 0 ? 1 : 0

import { parseArgs } from 'node:util'
import { buildIfStale } from '../../resources/bin/build-if-stale.mjs'
import { closingLines } from '../support/counts.mjs'
import { runVitest } from '../support/run-vitest.mjs'

const AIRFLOW = 'e2e/scale/airflow.scale.ts'

/**
 * `npm run test:scale`: the pipeline on clusters of its own, with TLS and logins, and with Spark and Airflow. `-- --short`: one broker, a
 * minute, and no Airflow, which waits for seven real minutes; `-- --airflow`: only Airflow, without the kills.
 */
const { values } = parseArgs({
  options: { short: { type: 'boolean', default: false }, airflow: { type: 'boolean', default: false } },
})
if (values.short) console.log(`left out of the short form: ${AIRFLOW}. Run it with "npm run test:scale -- --airflow".`)
buildIfStale()
const counts = runVitest('scale', {
  env: values.short || values.airflow ? { MILLRACE_SCALE: 'short' } : {},
  args: [...(values.airflow ? [AIRFLOW] : []), ...(values.short ? ['--exclude', AIRFLOW] : [])],
})
console.log(closingLines(counts))
process.exitCode = counts.failed > 0 ? 1 : 0

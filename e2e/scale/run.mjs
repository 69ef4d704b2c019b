import { parseArgs } from 'node:util'
import { buildIfStale } from '../../resources/bin/build-if-stale.mjs'
import { ensureEngine } from '../stack/engine.ts'
import { buildImages, standInTable } from '../stack/images/build-images.ts'
import { closingLines } from '../support/counts.mjs'
import { runVitest } from '../support/run-vitest.mjs'

const AIRFLOW = 'e2e/scale/airflow.scale.ts'
const WORKFLOWS = 'e2e/scale/workflows.scale.ts'
/** Those of the profile `workflows`, and of the stack that a copy goes through. */
const WORKFLOW_IMAGES = ['airflow-api-server', 'postgres', 'redis']
const STACK_IMAGES = ['kafka', 'schema-registry', 'kafka-connect', 'clickhouse', 'minio']

/**
 * `npm run test:scale`: the pipeline on clusters of its own, with TLS and logins, and with Spark and Airflow. `-- --short`: one broker, a
 * minute, and no Airflow, which waits for seven real minutes; `-- --airflow`: only Airflow, without the kills; `-- --workflows`: only Airflow
 * in Docker, with three windows, or with `--long` as well half an hour of them and a backfill of an hour.
 */
const flag = { type: 'boolean', default: false }
const { values } = parseArgs({ options: { short: flag, airflow: flag, workflows: flag, long: flag } })

if (values.short) {
  console.log(`left out of the short form: ${AIRFLOW}. Run it with "npm run test:scale -- --airflow".`)
  console.log(`left out of the short form: ${WORKFLOWS}. Run it with "npm run test:scale -- --workflows".`)
} else if (!values.airflow) await prepareImages()
buildIfStale()
const counts = runVitest('scale', { env: { MILLRACE_SCALE: extent() }, args: files() })
console.log(closingLines(counts))
process.exitCode = counts.failed > 0 ? 1 : 0

function extent() {
  if (values.long) return 'long'
  return values.short || values.airflow || values.workflows ? 'short' : 'whole'
}

function files() {
  if (values.airflow) return [AIRFLOW]
  if (values.workflows) return [WORKFLOWS]
  return values.short ? ['--exclude', AIRFLOW, '--exclude', WORKFLOWS] : []
}

/** A test whose images are missing says so and is skipped. */
async function prepareImages() {
  const engine = await ensureEngine()
  if (!engine.running) return console.log(`no images are built: ${engine.why}`)
  const { built, missing } = await buildImages(
    values.workflows ? WORKFLOW_IMAGES : [...STACK_IMAGES, ...WORKFLOW_IMAGES],
  )
  console.log(standInTable(built))
  for (const { image, why } of missing) console.log(`${image} is not available: ${why}`)
}

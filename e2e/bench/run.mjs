import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfStale, root } from '../../resources/bin/build-if-stale.mjs'

/**
 * `npm run bench`: each stage alone and the whole, as a table, and as JSON in test-results/bench.json. With `-- --stack` the log in
 * Kafka beside the embedded one and beside Kafka's own tool; its JSON is test-results/bench-stack.json.
 */
const { values } = parseArgs({ options: { stack: { type: 'boolean', default: false } } })
buildIfStale()
const bench = values.stack ? 'e2e/bench/kafka.bench.ts' : 'e2e/bench/stages.bench.ts'
const { status } = spawnSync(join(root, 'node_modules', '.bin', 'vitest'), ['run', '--project', 'bench', bench], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)

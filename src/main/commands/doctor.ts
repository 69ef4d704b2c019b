import { constants } from 'node:fs'
import { access, mkdir, statfs } from 'node:fs/promises'
import { freemem, totalmem } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { chdbSupport } from '@main/adapters/chdb/chdb-support'
import { lockDataDir } from '@main/adapters/sqlite/instance-lock'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { DoctorCheck } from './doctor-check'
import { inspectEnvironment } from './environments/inspect-environment'
import { inspectServices } from './inspect-services'
import type { InstallPaths } from './install-paths'
import { print, printJson } from './terminal'

export interface DoctorOptions {
  readonly dataDir: string
  readonly json?: true
}

const GIGABYTE = 1e9
const NEEDED_DISK = 2 * GIGABYTE
const NEEDED_MEMORY = GIGABYTE
const NOT_NEEDED = 'The embedded backend does not need it.'

/** Says what is there and what to do about the rest; exit code 1 when something that is needed is bad. */
export async function doctor(paths: InstallPaths, options: DoctorOptions): Promise<void> {
  const findings = await examine(paths, options.dataDir)
  if (options.json) printJson(findings)
  else print(textOf(findings))
  process.exitCode = findings.some(({ state }) => state === 'bad') ? 1 : 0
}

/** The doctor's output as text. */
export async function doctorText(paths: Pick<InstallPaths, 'composeDir'>, dataDir: string): Promise<string> {
  return `${textOf(await examine(paths, dataDir))}\n`
}

async function examine(paths: Pick<InstallPaths, 'composeDir'>, dataDir: string): Promise<DoctorCheck[]> {
  return [
    nodeVersion(),
    storeEngine(),
    await dataDirectory(dataDir),
    await disk(dataDir),
    memory(),
    display(),
    await browser(),
    ...(await services(paths, dataDir)),
    ...(await inspectEnvironment(dataDir)),
  ]
}

function textOf(findings: readonly DoctorCheck[]): string {
  const signs = { good: '✓', missing: '–', bad: '✗' }
  return findings
    .map(({ name, state, found, advice }) => `${signs[state]} ${name}: ${found}${advice ? `\n    ${advice}` : ''}`)
    .join('\n')
}

const good = (name: string, found: string): DoctorCheck => ({ name, state: 'good', found, advice: null })

function nodeVersion(): DoctorCheck {
  return good('Node', `${process.version} (${process.platform}, ${process.arch})`)
}

function storeEngine(): DoctorCheck {
  const problem = chdbSupport()
  if (!problem) return good('Embedded store', 'chDB is installed')
  return {
    name: 'Embedded store',
    state: 'bad',
    found: 'not available for this machine',
    advice: faultMessage(problem),
  }
}

async function dataDirectory(dir: string): Promise<DoctorCheck> {
  try {
    await mkdir(dir, { recursive: true })
    await access(dir, constants.W_OK)
    const lock = await lockDataDir(dir)
    lock.release()
    return good('Data directory', `${dir} is writable and free`)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    const fault = error instanceof FaultError ? error.fault : { code: 'data-dir-not-writable' as const, dir, reason }
    const inUse = fault.code === 'data-dir-in-use'
    const found = inUse ? 'in use by a running Millrace' : 'cannot be used'
    return { name: 'Data directory', state: inUse ? 'missing' : 'bad', found, advice: faultMessage(fault) }
  }
}

async function disk(dir: string): Promise<DoctorCheck> {
  const { bavail, bsize } = await statfs(dir).catch(() => statfs(dirname(dir)))
  const free = bavail * bsize
  const found = `${(free / GIGABYTE).toFixed(1)} GB free`
  if (free >= NEEDED_DISK) return good('Disk', found)
  return { name: 'Disk', state: 'bad', found, advice: 'Free some space, or choose another disk with --data-dir.' }
}

function memory(): DoctorCheck {
  const found = `${(freemem() / GIGABYTE).toFixed(1)} of ${(totalmem() / GIGABYTE).toFixed(1)} GB free`
  if (freemem() >= NEEDED_MEMORY) return good('Memory', found)
  return {
    name: 'Memory',
    state: 'bad',
    found,
    advice: 'Close other programs: the embedded pipeline needs about 0.6 GB.',
  }
}

function display(): DoctorCheck {
  const there = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (there) return good('Display', 'there')
  const advice = 'No desktop window here. Use "millrace serve" and a browser.'
  return { name: 'Display', state: 'missing', found: 'none', advice }
}

async function browser(): Promise<DoctorCheck> {
  if (process.platform !== 'linux') return good('Browser', 'the default browser')
  const name = await firstOnPath(['xdg-open', 'chromium', 'google-chrome', 'firefox'])
  if (name) return good('Browser', name)
  const advice = 'Open the printed address through an SSH tunnel in a browser on another machine, or install a browser.'
  return { name: 'Browser', state: 'missing', found: 'none', advice }
}

/** Without an engine the embedded backend goes on: what is in a service's way is bad only where the docker backend is chosen. */
async function services({ composeDir }: Pick<InstallPaths, 'composeDir'>, dataDir: string): Promise<DoctorCheck[]> {
  try {
    const { preflight, needed } = await inspectServices(composeDir, dataDir)
    return preflight.checks
      .filter(({ id, state }) => state !== 'good' || !id.startsWith('port-'))
      .map(({ title, state, found, advice }): DoctorCheck => {
        const name = title.startsWith('Container') ? title : `Services: ${title.toLowerCase()}`
        if (state === 'good') return good(name, found)
        const worst = needed && state === 'bad' ? 'bad' : 'missing'
        return { name, state: worst, found, advice: needed ? advice : `${advice ?? ''} ${NOT_NEEDED}`.trim() }
      })
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
    return [{ name: 'Services', state: 'bad', found: 'cannot be checked', advice: faultMessage(error.fault) }]
  }
}

async function firstOnPath(names: readonly string[]): Promise<string | null> {
  for (const dir of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const there = await access(join(dir, name), constants.X_OK).then(
        () => true,
        () => false,
      )
      if (there) return name
    }
  }
  return null
}

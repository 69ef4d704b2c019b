import { open, readdir, readFile } from 'node:fs/promises'
import { homedir, release } from 'node:os'
import { dirname, join } from 'node:path'
import { secretsFile } from '@main/adapters/folder/secrets-file'
import { writeAtomically } from '@main/adapters/folder/write-atomically'
import { zipFiles } from '@main/adapters/zip/zip-files'
import { openWebAccess } from '@main/commands/web-access'
import type { Seal } from '@main/ports/secrets'
import { parseJson } from '@shared/lib/parse-json'
import { serviceLogsDir } from './open-services'
import { createRedactor, withoutSecrets } from './redact'

export interface ProblemReportOptions {
  readonly dataDir: string
  /** Versions of the program and its parts. */
  readonly versions: Readonly<Record<string, string>>
  /** The output of `millrace doctor`. */
  readonly doctor: () => Promise<string>
  /** The system's secret store, to find secrets that are sealed; null where there is none. */
  readonly seal: Seal | null
}

/** The newest part of each log; a report stays small enough for an e-mail. */
const APP_LOG_BYTES = 2_000_000
const SERVICE_LOG_BYTES = 200_000
const MOST_SERVICES = 30
const OWNER_ONLY = 0o600

/** Saves one zip file for a bug report: versions, settings, logs and the doctor's output, all without secrets. */
export async function saveProblemReport(file: string, options: ProblemReportOptions): Promise<void> {
  await writeAtomically(file, zipFiles(await problemReport(options)), OWNER_ONLY)
}

/** The files of the report by name. */
async function problemReport(options: ProblemReportOptions): Promise<Record<string, string>> {
  const { dataDir, versions } = options
  const { secrets, closed } = await knownSecrets(dataDir, options.seal)
  const redact = createRedactor(secrets)
  const doctor = await options.doctor().catch((error: unknown) => `The doctor failed: ${String(error)}\n`)
  const files: Record<string, string> = {
    'README.txt': about(closed),
    'versions.json': json({ ...versions, platform: process.platform, arch: process.arch, system: release() }),
    'doctor.txt': doctor,
  }
  for (const name of ['settings.json', 'alerts.json']) {
    const text = await readFile(join(dataDir, name), 'utf8').catch(() => null)
    if (text !== null) files[name] = documentOf(text)
  }
  for (const name of ['millrace.log', 'millrace.1.log']) {
    files[`logs/${name}`] = await tailOf(join(dataDir, 'logs', name), APP_LOG_BYTES)
  }
  // Without the passwords there is no way to look for them in what services print.
  if (closed.length === 0) Object.assign(files, await serviceLogs(dataDir))
  const cleaned = Object.entries(files).map(([name, text]) => [name, withoutHome(redact(text))])
  return Object.fromEntries(cleaned.filter(([, text]) => text !== ''))
}

/** Every value in the files of secrets, the access token, and the files that could not be opened. */
async function knownSecrets(dataDir: string, seal: Seal | null): Promise<{ secrets: string[]; closed: string[] }> {
  const secrets: string[] = []
  const closed: string[] = []
  const names = (await readdir(dataDir).catch(() => [])).filter((name) => /secrets.*\.json$/.test(name))
  for (const name of names) {
    try {
      secrets.push(...Object.values(await secretsFile(dataDir, seal, name).read()))
    } catch {
      closed.push(name)
    }
  }
  const token = await openWebAccess(dataDir)
    .then(({ tokens }) => tokens.read())
    .catch(() => null)
  if (token !== null) secrets.push(token)
  return { secrets, closed }
}

async function serviceLogs(dataDir: string): Promise<Record<string, string>> {
  const dir = serviceLogsDir(dataDir)
  const services = (await readdir(dir, { withFileTypes: true }).catch(() => [])).filter((entry) => entry.isDirectory())
  const logs: Record<string, string> = {}
  for (const { name } of services.slice(0, MOST_SERVICES)) {
    // The names of the files grow with their lines.
    const files = (await readdir(join(dir, name))).filter((file) => file.endsWith('.log')).sort()
    const newest = files.at(-1)
    if (newest) logs[`logs/services/${name}.log`] = await tailOf(join(dir, name, newest), SERVICE_LOG_BYTES)
  }
  return logs
}

/** The last whole lines of a file: half a line might hold half a secret. Empty when there is no such file. */
async function tailOf(path: string, most: number): Promise<string> {
  try {
    await using file = await open(path, 'r')
    const { size } = await file.stat()
    const from = Math.max(0, size - most)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
    const text = buffer.subarray(0, bytesRead).toString('utf8')
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1)
  } catch {
    return ''
  }
}

function documentOf(text: string): string {
  const value = parseJson(text)
  return value === undefined ? 'This file is not JSON.\n' : json(withoutSecrets(value))
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** The name of the user is in the path of the home folder. */
function withoutHome(text: string): string {
  const home = homedir()
  return dirname(home) === home ? text : text.replaceAll(home, '~')
}

function about(closed: readonly string[]): string {
  return [
    'A report about a problem with Millrace. Nothing was sent: look through it before you send it.',
    '',
    'It has the versions, the settings, the newest lines of the logs, and the output of "millrace doctor".',
    'Passwords, tokens and keys were removed: each known one wherever it occurs, and whatever looks like one.',
    'Events and reports are not included.',
    ...(closed.length === 0
      ? []
      : ['', `${closed.join(' and ')} could not be opened to look for secrets, so the logs of services are left out.`]),
    '',
  ].join('\n')
}

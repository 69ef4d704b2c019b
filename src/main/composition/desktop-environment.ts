import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultDataDir } from '@main/adapters/folder/data-dir'
import type { LoginOptions } from '@main/shell/login-item'
import type { Versions } from '@main/shell/menu-model'
import { pageAddress } from '@main/shell/navigation-policy'
import { type HandOver, HIDDEN, requestsOf, type ShellRequest } from '@main/shell/requests'
import { userDataFor } from '@main/shell/user-data-folder'
import { parseJson } from '@shared/lib/parse-json'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { z } from 'zod'
import { version } from '../../../package.json'
import type { AppOptions } from './app'

/** From out/main in the archive of an installed app to the same modules as plain files, as threads and child processes need them. */
const HEADLESS = '../../../app.asar.unpacked/headless/out/main/'

const Named = z.object({ homepage: z.url({ protocol: /^https$/ }) })

export interface DesktopEnvironment {
  readonly dataDir: string
  /** Electron's own folder for this data directory. It exists. */
  readonly userData: string
  readonly page: string
  /** What this start hands over to a running app. */
  readonly handOver: HandOver
  readonly login: LoginOptions
  readonly versions: Versions
  /** Whether the build has a feed of updates. The builder then writes `app-update.yml` next to the archive. */
  readonly updates: boolean
  /** The project's address, which a release names in its `package.json`; null in other builds. */
  readonly documentation: string | null
  /** The folders of the built app. */
  readonly folders: Pick<AppOptions, 'moduleDir' | 'resourcesDir' | 'composeDir'>
  requestsIn(handOver: unknown): ShellRequest[]
  /** The arguments of another start with these in place of this one's. */
  relaunchArgs(args: readonly string[]): string[]
}

interface Electron {
  readonly packaged: boolean
  readonly userData: string
  readonly builtPage: string
  readonly moduleDir: URL
}

/** Where this start of the desktop app finds everything. Throws `data-dir-not-writable`. */
export function desktopEnvironment(
  { packaged, userData: usual, builtPage, moduleDir }: Electron,
  {
    platform,
    env,
    argv,
    execPath,
    versions,
  }: Pick<NodeJS.Process, 'platform' | 'env' | 'argv' | 'execPath' | 'versions'>,
): DesktopEnvironment {
  const dataDir = resolve(defaultDataDir(platform, env))
  const { MILLRACE_DATA_DIR: _, ...without } = env
  const userData = userDataFor(dataDir, resolve(defaultDataDir(platform, without)), usual)
  try {
    mkdirSync(userData, { recursive: true })
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw new FaultError({ code: 'data-dir-not-writable', dir: dataDir, reason }, { cause })
  }
  // From source, the first argument is the folder of the app.
  const own = packaged ? 1 : 2
  return {
    dataDir,
    userData,
    page: pageAddress(builtPage, env.ELECTRON_RENDERER_URL, packaged),
    handOver: { args: argv.slice(own), cwd: process.cwd() },
    login: {
      platform,
      packaged,
      program: env.APPIMAGE ?? execPath,
      home: homedir(),
      configHome: env.XDG_CONFIG_HOME,
      hidden: HIDDEN,
    },
    versions: {
      millrace: version,
      electron: versions.electron ?? '',
      chromium: versions.chrome ?? '',
      node: versions.node,
    },
    updates: packaged && existsSync(new URL('../../../app-update.yml', moduleDir)),
    documentation: homepageIn(new URL('../../package.json', moduleDir)),
    folders: foldersOf(packaged ? new URL(HEADLESS, moduleDir) : moduleDir),
    requestsIn: (handOver) => requestsOf(handOver, resolve),
    relaunchArgs: (args) => [...argv.slice(1, own), ...args],
  }
}

function foldersOf(moduleDir: URL): DesktopEnvironment['folders'] {
  return {
    moduleDir,
    resourcesDir: fileURLToPath(new URL('../../resources', moduleDir)),
    composeDir: fileURLToPath(new URL('../../compose', moduleDir)),
  }
}

function homepageIn(file: URL): string | null {
  try {
    const named = Named.safeParse(parseJson(readFileSync(file, 'utf8')))
    return named.success ? named.data.homepage : null
  } catch {
    return null
  }
}

/** The text of an error in a dialog. */
export function failureText(thrown: unknown): string {
  return thrown instanceof FaultError ? faultMessage(thrown.fault) : String(thrown)
}

import { dirname, join } from 'node:path'
import { type Fault, FaultError } from '@shared/model/fault'
import { version } from '../../../package.json'
import { systemClock } from '../adapters/clock/system-clock'
import { dockerodeContainers } from '../adapters/dockerode/dockerode-containers'
import { engineFinder } from '../adapters/dockerode/find-engine'
import { secretsFile } from '../adapters/folder/secrets-file'
import { localPorts } from '../adapters/local-ports/local-ports'
import { thisMachine } from '../adapters/machine/this-machine'
import { openServiceLogs } from '../adapters/service-log-files/service-logs'
import type { SettingsStore } from '../api/context'
import type { CertificateMaker } from '../ports/certificate-maker'
import type { Seal } from '../ports/secrets'
import { type ComposeFile, loadComposeFile } from '../services/compose-file'
import { passwordsFor } from '../services/credentials'
import { createEncryption, type Encryption } from '../services/encryption/encryption'
import { openServices, type Services } from '../services/services'
import { type WatchedServices, watchServices } from '../services/watched-services'
import { projectName } from './project-name'

const ENCRYPTION_SECRETS = 'encryption-secrets.json'

export interface OpenServicesOptions {
  readonly dataDir: string
  /** The folder of `compose.yaml`, with the folders that images are built from. */
  readonly composeDir: string
  readonly settings: SettingsStore
  /** Null if the system has no secret store, or outside the desktop app. */
  readonly seal: Seal | null
  readonly log: (line: string) => void
  /** Only reads, and changes nothing. */
  readonly passive?: boolean
}

export function serviceLogsDir(dataDir: string): string {
  return join(dataDir, 'logs', 'services')
}

/** The services of a data directory, with or without an engine. Throws `compose-invalid`. */
export async function openServicesOf(options: OpenServicesOptions): Promise<Services> {
  const compose = await loadComposeFile(options.composeDir)
  const project = projectName(compose.project, options.dataDir)
  const passwords = await passwordsOf(compose.variables, options)
  const encryption = encryptionOf(compose, options.dataDir, options.seal)
  const closed = await preparedFault(encryption, options)
  return openServices({
    compose,
    project,
    credentials: passwords.values,
    choices: options.settings,
    encryption,
    startFault: passwords.fault ?? closed,
    containers: (isOurs) =>
      dockerodeContainers({
        find: engineFinder(),
        project: { name: project, file: compose.path, folder: dirname(compose.path), version },
        isOurs,
      }),
    localPorts: localPorts(),
    machine: thisMachine(),
    clock: systemClock(),
    log: options.log,
    ...(options.passive ? { passive: true } : {}),
  })
}

/** For the one process that owns the data directory: includes the output of the services, and their usage. */
export async function openWatchedServicesOf(options: OpenServicesOptions): Promise<WatchedServices> {
  const services = await openServicesOf(options)
  const logs = await openServiceLogs(serviceLogsDir(options.dataDir))
  return watchServices(services, { logs, clock: systemClock(), log: options.log })
}

/** A service must not be created without its passwords; a running one has them already. */
async function passwordsOf(
  variables: Parameters<typeof passwordsFor>[0],
  { dataDir, seal }: OpenServicesOptions,
): Promise<{ values: Readonly<Record<string, string>>; fault: Fault | null }> {
  try {
    return { values: await passwordsFor(variables, secretsFile(dataDir, seal)), fault: null }
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown
    const standIns = variables.filter(({ required }) => required).map(({ name }) => [name, 'unknown'])
    return { values: Object.fromEntries(standIns), fault: thrown.fault }
  }
}

/** What the services of a data directory need to be encrypted. */
export function encryptionOf({ encryptedPorts }: ComposeFile, dataDir: string, seal: Seal | null): Encryption {
  return createEncryption({
    ports: encryptedPorts,
    secrets: secretsFile(dataDir, seal, ENCRYPTION_SECRETS),
    maker: certificateMaker,
    now: () => systemClock().now(),
  })
}

/** The library is loaded only when a certificate is needed. */
const certificateMaker: CertificateMaker = {
  authority: async (...wanted) => (await maker()).authority(...wanted),
  issue: async (...wanted) => (await maker()).issue(...wanted),
}

async function maker(): Promise<CertificateMaker> {
  return (await import('../adapters/pkijs/certificate-maker')).pkijsCertificateMaker()
}

/** What is kept is read also while encryption is off: logs may contain it. */
async function preparedFault(encryption: Encryption, { settings }: OpenServicesOptions): Promise<Fault | null> {
  const isOn = settings.feed.value.services.encrypt
  try {
    await encryption.read()
    if (isOn && !encryption.isPrepared()) await encryption.prepare()
    return null
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown
    return isOn ? thrown.fault : null
  }
}

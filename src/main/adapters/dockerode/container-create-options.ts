import type { ContainerSpec } from '@main/ports/containers'
import type Docker from 'dockerode'
import { LABEL, projectNames } from './project-names'

export interface Project {
  readonly name: string
  /** The path of the compose file, for other tools. */
  readonly file: string
  readonly folder: string
  readonly version: string
}

const LOOPBACK = '127.0.0.1'
const NANOS_PER_MS = 1e6
const NANO_CPUS = 1e9

/** A spec as the engine's create options, the same as Compose would send. `hostEntry`: this machine, as the engine must enter it. */
export function createOptions(spec: ContainerSpec, project: Project, hostEntry: string): Docker.ContainerCreateOptions {
  const names = projectNames(project.name)
  const tcp = (port: number) => `${port}/tcp`
  return {
    name: names.container(spec.service),
    Image: spec.image,
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    Labels: { ...spec.labels, ...composeLabels(spec, project) },
    ExposedPorts: Object.fromEntries(spec.ports.map(({ container }) => [tcp(container), {}])),
    StopTimeout: Math.ceil(spec.stopGraceMs / 1_000),
    ...(spec.command ? { Cmd: [...spec.command] } : {}),
    ...(spec.entrypoint ? { Entrypoint: [...spec.entrypoint] } : {}),
    ...(spec.user !== null ? { User: spec.user } : {}),
    ...(spec.workingDir !== null ? { WorkingDir: spec.workingDir } : {}),
    ...(spec.hostname !== null ? { Hostname: spec.hostname } : {}),
    ...(spec.stopSignal !== null ? { StopSignal: spec.stopSignal } : {}),
    ...(spec.healthCheck ? { Healthcheck: healthConfig(spec.healthCheck) } : {}),
    HostConfig: {
      NetworkMode: names.network,
      PortBindings: Object.fromEntries(
        spec.ports.map(({ host, container }) => [tcp(container), [{ HostIp: LOOPBACK, HostPort: String(host) }]]),
      ),
      Mounts: spec.volumes.map(({ name, path, readOnly }) => ({
        Type: 'volume' as const,
        Source: names.volume(name),
        Target: path,
        ReadOnly: readOnly,
      })),
      ...(spec.hostNames.length > 0 ? { ExtraHosts: spec.hostNames.map((name) => `${name}:${hostEntry}`) } : {}),
      RestartPolicy: { Name: spec.restart },
      ...(spec.logging ? { LogConfig: { Type: spec.logging.driver, Config: { ...spec.logging.options } } } : {}),
      ...(spec.init ? { Init: true } : {}),
      ...(spec.memoryBytes !== null ? { Memory: spec.memoryBytes } : {}),
      ...(spec.cpus !== null ? { NanoCpus: Math.round(spec.cpus * NANO_CPUS) } : {}),
      ...(spec.fileLimit
        ? { Ulimits: [{ Name: 'nofile', Soft: spec.fileLimit.soft, Hard: spec.fileLimit.hard }] }
        : {}),
    },
    NetworkingConfig: { EndpointsConfig: { [names.network]: { Aliases: [spec.service] } } },
  }
}

function composeLabels(spec: ContainerSpec, project: Project): Record<string, string> {
  return {
    [LABEL.project]: project.name,
    [LABEL.service]: spec.service,
    [LABEL.number]: '1',
    [LABEL.oneOff]: 'False',
    [LABEL.hash]: spec.hash,
    [LABEL.version]: project.version,
    [LABEL.folder]: project.folder,
    [LABEL.files]: project.file,
    [LABEL.spec]: spec.hash,
  }
}

function healthConfig({ test, ...check }: NonNullable<ContainerSpec['healthCheck']>): Docker.HealthConfig {
  if (test[0] === 'NONE') return { Test: ['NONE'] }
  return {
    Test: [...test],
    Interval: check.intervalMs * NANOS_PER_MS,
    Timeout: check.timeoutMs * NANOS_PER_MS,
    Retries: check.retries,
    StartPeriod: check.startPeriodMs * NANOS_PER_MS,
  }
}

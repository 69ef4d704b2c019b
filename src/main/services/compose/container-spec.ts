import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { ContainerSpec } from '@main/ports/containers'
import type { Service, ServiceId, ServicePort } from '@shared/model/service'
import { SASL_SSL } from './encrypted-port'
import type { Values } from './interpolate'
import type { ServiceBlock } from './service-block'

/** `texts`: the contents of the document's configs, by name. */
export function containerSpecOf(id: ServiceId, block: ServiceBlock, texts: ReadonlyMap<string, string>): ContainerSpec {
  const spec: Omit<ContainerSpec, 'hash'> = {
    service: id,
    image: block.image,
    environment: block.environment,
    labels: block.labels,
    command: block.command,
    entrypoint: block.entrypoint,
    ports: block.ports,
    volumes: block.volumes,
    files: block.configs.map(({ source, target }) => ({ path: target, text: texts.get(source) ?? '' })),
    hostNames: block.extra_hosts,
    healthCheck: block.healthcheck,
    memoryBytes: block.mem_limit,
    cpus: block.cpus,
    fileLimit: block.ulimits?.nofile ?? null,
    logging: block.logging,
    restart: block.restart,
    stopGraceMs: block.stop_grace_period,
    stopSignal: block.stop_signal,
    user: block.user,
    workingDir: block.working_dir,
    hostname: block.hostname,
    init: block.init,
  }
  return {
    ...spec,
    hash: createHash('sha256')
      .update(canonical(withoutEmpty(spec)))
      .digest('hex'),
  }
}

/** Containers of services without these keys were made from specs that did not have them. */
function withoutEmpty({ files, hostNames, ...spec }: Omit<ContainerSpec, 'hash'>) {
  return { ...spec, ...(files.length > 0 && { files }), ...(hostNames.length > 0 && { hostNames }) }
}

/** Equal specs give the same text, whatever the order of the keys in the file. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** The variables used in a block. */
export interface WrittenWith {
  /** For each entry of `ports`. */
  readonly ports: readonly (readonly string[])[]
  readonly memory: readonly string[]
}

export function serviceOf(id: ServiceId, block: ServiceBlock, written: WrittenWith, values: Values): Service {
  const shown = block['x-millrace']
  const ports = block.ports.map(({ host, container }, at): ServicePort => {
    const variable = written.ports[at]?.find((name) => values[name] === String(host)) ?? null
    return { host, container, variable }
  })
  const links = shown.links.map(({ title, port, path, scheme }) => {
    const host = ports.find(({ container }) => container === port)?.host ?? port
    return { title, url: `${scheme}://127.0.0.1:${host}${path}` }
  })
  return {
    id,
    title: shown.title ?? id,
    about: shown.about,
    role: shown.role,
    icon: shown.icon,
    image: block.image,
    built: block.build !== null,
    ports,
    links,
    dependsOn: [...block.depends_on],
    profiles: [...block.profiles],
    memoryLimitBytes: block.mem_limit,
    memoryVariable: written.memory[0] ?? null,
    volumes: block.volumes.map(({ name }) => name),
    encryption: encryptionOf(shown.encryption, values),
  }
}

function encryptionOf(key: ServiceBlock['x-millrace']['encryption'], values: Values): Service['encryption'] {
  return key && { port: key.port, on: values[key.protocol] === SASL_SSL }
}

/** How to build an image that is not pulled. */
export interface ImageBuild {
  readonly folder: string
  readonly dockerfile: string
}

export function imageBuildOf({ build }: ServiceBlock, composeDir: string): ImageBuild | null {
  return build === null ? null : { folder: join(composeDir, build.context), dockerfile: build.dockerfile }
}

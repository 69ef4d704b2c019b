import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ContainerSpec, Containers } from '@main/ports/containers'
import type { OpenedContainers, Program } from '@main/ports/contracts/containers.contract'
import { plainSpec } from '@main/ports/fakes/plain-spec'
import Docker from 'dockerode'
import { dockerodeContainers } from '../dockerode-containers'
import { engineOptions } from '../engine-options'
import { projectNames } from '../project-names'

/** Only busybox; built by the stack's recipes. */
export const TINY_IMAGE = 'millrace-test/tiny:1'
export const ENGINE = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock'

const FAST = { intervalMs: 500, timeoutMs: 2_000, retries: 2, startPeriodMs: 0 }
const PROGRAMS: Readonly<Record<Program, Partial<ContainerSpec>>> = {
  runs: {},
  healthy: { healthCheck: { ...FAST, test: ['CMD', 'true'] } },
  unhealthy: { healthCheck: { ...FAST, test: ['CMD-SHELL', 'echo the probe failed; exit 1'] } },
  dies: { command: ['sh', '-c', 'echo two; echo lines; exit 3'] },
}

/** Containers that only run, print, die or are unhealthy, in their own project on the real engine. */
export interface RealProject extends OpenedContainers {
  readonly containers: Containers
  readonly docker: Docker
  readonly name: string
}

/** `also`: images of the compose file in addition to the tiny one. */
export function realProject(
  also: readonly string[] = [],
  engine = ENGINE,
  name = `millrace-test-${randomBytes(4).toString('hex')}`,
): RealProject {
  const docker = new Docker(engineOptions(engine))
  const names = projectNames(name)
  const images = [TINY_IMAGE, 'millrace-test/missing:1', ...also]
  const containers = dockerodeContainers({
    find: async () => engine,
    project: { name, file: '/compose/compose.yaml', folder: '/compose', version: 'test' },
    isOurs: (image) => images.includes(image),
  })
  return {
    name,
    docker,
    containers,
    spec: (service, program, change = {}) => tinySpec(service, { ...PROGRAMS[program], ...change }),
    kill: async (service) => void (await docker.getContainer(names.container(service)).kill({ signal: 'SIGKILL' })),
    stop: async (service) => void (await docker.getContainer(names.container(service)).stop({ t: 1 })),
    pause: () => sleep(100),
    async cleanup() {
      const filters = names.filter
      for (const { Id } of await docker.listContainers({ all: true, filters })) {
        await docker.getContainer(Id).remove({ force: true, v: true })
      }
      for (const { Name } of (await docker.listVolumes({ filters })).Volumes) await docker.getVolume(Name).remove()
      for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove()
    },
  }
}

/** It exits immediately on request; a shell as the first process would not. */
const RUN = ['sh', '-c', 'trap "exit 0" TERM; while true; do sleep 0.1; done']

export function tinySpec(service: string, change: Partial<ContainerSpec> = {}): ContainerSpec {
  const spec = plainSpec(service, TINY_IMAGE, { command: RUN, stopGraceMs: 2_000, ...change })
  return { ...spec, hash: JSON.stringify(spec) }
}

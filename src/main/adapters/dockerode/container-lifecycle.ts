import type { ContainerSpec, Containers } from '@main/ports/containers'
import type { Fault } from '@shared/model/fault'
import { FaultError } from '@shared/model/fault'
import type Docker from 'dockerode'
import { createOptions, type Project } from './container-create-options'
import type { EngineConnection } from './engine-connection'
import { nullIfMissing, reasonOf, statusOf } from './engine-error'
import { LABEL, projectNames } from './project-names'
import { projectNetworkAndVolumes } from './project-network-and-volumes'
import { tarOfFiles } from './tar-of-files'

const STOP_SLACK_MS = 30_000
const PATIENT_MS = 60_000
const AMBIGUOUS_TRIES = 5

/** The operations on a container, from creation to removal. */
export function containerLifecycle(
  connection: EngineConnection,
  project: Project,
): Pick<Containers, 'create' | 'start' | 'stop' | 'remove' | 'hostDoor' | 'removeVolumes' | 'removeNetwork'> {
  const { ensure, hostDoor, hostEntry, removeVolumes, removeNetwork } = projectNetworkAndVolumes(
    connection,
    project.name,
  )

  /** A container that another Millrace has just created can be used; any other one must not be touched. */
  const holderOfTheName = async (docker: Docker, spec: ContainerSpec): Promise<string> => {
    const name = projectNames(project.name).container(spec.service)
    const holder = await nullIfMissing(docker.getContainer(name).inspect())
    if (holder?.Config.Labels?.[LABEL.project] === project.name) return holder.Id
    const reason = `a container named ${name} already exists and belongs to another program`
    throw new FaultError({ code: 'service-start-failed', service: spec.service, reason })
  }

  /** Another Millrace that starts at the same time may have created the network too: the older of the two is kept. */
  const despiteTwoNetworks = async <T>(docker: Docker, work: () => Promise<T>): Promise<T> => {
    for (let left = AMBIGUOUS_TRIES; ; left--) {
      try {
        return await work()
      } catch (error) {
        if (left === 0 || !/network .* is ambiguous/i.test(reasonOf(error))) throw error
        await ensure(docker, [])
      }
    }
  }

  return {
    hostDoor,
    removeVolumes,
    removeNetwork,
    create: (spec) =>
      connection.call(
        async (docker, abortSignal) => {
          await ensure(
            docker,
            spec.volumes.map(({ name }) => name),
          )
          try {
            const entry = spec.hostNames.length > 0 ? await hostEntry(docker) : ''
            const options = { ...createOptions(spec, project, entry), abortSignal }
            const { id } = await despiteTwoNetworks(docker, () => docker.createContainer(options))
            return id
          } catch (error) {
            const [status, reason] = [statusOf(error), reasonOf(error)]
            if (status === null) throw error
            if (status === 404) throw new FaultError({ code: 'image-missing', image: spec.image, reason })
            if (status === 409) return await holderOfTheName(docker, spec)
            throw new FaultError({ code: 'service-start-failed', service: spec.service, reason }, { cause: error })
          }
        },
        { ms: PATIENT_MS },
      ),

    start: (id, spec) =>
      connection.call(
        async (docker, abortSignal) => {
          const container = docker.getContainer(id)
          try {
            await copyFiles(container, spec, abortSignal)
            await despiteTwoNetworks(docker, () => container.start({ abortSignal }))
          } catch (error) {
            const status = statusOf(error)
            if (status === null) throw error
            // It is running.
            if (status === 304) return
            if (status === 404) {
              // The container is gone, and the next observation shows it; or its network is gone, and it cannot start any more.
              if (/network/i.test(reasonOf(error))) await remove(docker, id)
              return
            }
            throw new FaultError(startFault(spec, reasonOf(error)), { cause: error })
          }
        },
        { ms: PATIENT_MS },
      ),

    stop: (id, graceMs) =>
      connection.call(
        async (docker, abortSignal) => {
          try {
            await docker.getContainer(id).stop({ t: Math.ceil(graceMs / 1_000), abortSignal })
          } catch (error) {
            const status = statusOf(error)
            if (status !== 304 && status !== 404) throw error
          }
        },
        { ms: graceMs + STOP_SLACK_MS },
      ),

    remove: (id) => connection.call((docker) => remove(docker, id), { ms: PATIENT_MS }),
  }
}

/**
 * Not when it is created: the process could end in between, and the next one would start a container without its files. Another tool's
 * container has them mounted.
 */
async function copyFiles(
  container: Docker.Container,
  { files }: ContainerSpec,
  abortSignal: AbortSignal,
): Promise<void> {
  if (files.length === 0) return
  const { Config } = await container.inspect({ abortSignal })
  if (Config.Labels?.[LABEL.spec] === undefined) return
  await container.putArchive(tarOfFiles(files), { path: '/', abortSignal })
}

async function remove(docker: Docker, id: string): Promise<void> {
  try {
    // `v` removes only unnamed volumes: the image created them, and no name leads to them afterwards.
    await docker.getContainer(id).remove({ force: true, v: true })
  } catch (error) {
    const underWay = statusOf(error) === 409 && /already in progress/.test(reasonOf(error))
    if (statusOf(error) !== 404 && !underWay) throw error
  }
}

/** The messages of Docker, Docker Desktop and Podman for a taken port. */
const TAKEN =
  /port is already allocated|address already in use|ports are not available|only one usage of each socket address|forbidden by its access permissions/i

/** The fault for an engine's refusal to start a container. The caller finds out which program uses the port. */
export function startFault(spec: ContainerSpec, reason: string): Fault {
  if (TAKEN.test(reason)) {
    const named = [...reason.matchAll(/:(\d{1,5})\b/g)].map(([, digits]) => Number(digits))
    const port = spec.ports.find(({ host }) => named.includes(host))?.host ?? spec.ports[0]?.host
    if (port !== undefined) {
      return { code: 'service-port-taken', service: spec.service, port, by: null, variable: null, free: null }
    }
  }
  return { code: 'service-start-failed', service: spec.service, reason }
}

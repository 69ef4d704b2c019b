import type { EngineInfo } from '@main/ports/containers'
import type { EngineAddress } from '@main/ports/find-engine'
import { z } from 'zod'

const Info = z.object({
  NCPU: z.number().default(0),
  MemTotal: z.number().default(0),
  Name: z.string().default(''),
  OperatingSystem: z.string().default(''),
  ServerVersion: z.string().default(''),
  DockerRootDir: z.string().default(''),
})

const Version = z.object({
  Components: z.array(z.object({ Name: z.string() })).default([]),
})

/** The engine's name and version, from its own description. */
export function engineInfo(socket: EngineAddress, info: unknown, version: unknown): EngineInfo {
  const { NCPU, MemTotal, Name, OperatingSystem, ServerVersion, DockerRootDir } = Info.parse(info)
  const { Components } = Version.parse(version)
  const podman = Components.some((component) => /podman/i.test(component.Name))
  const known = ['Docker Desktop', 'Rancher Desktop'].find((name) => OperatingSystem.includes(name))
  const name = podman ? 'Podman' : (known ?? (Name.startsWith('colima') ? 'Colima' : 'Docker'))
  return {
    name,
    version: ServerVersion,
    socket,
    cpus: NCPU,
    memoryBytes: MemTotal,
    host: Name,
    dataRoot: DockerRootDir,
  }
}

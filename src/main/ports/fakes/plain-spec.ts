import type { ContainerSpec } from '../containers'

/** A container with nothing but its image; a test adds what matters to it. */
export function plainSpec(service: string, image: string, over: Partial<ContainerSpec> = {}): ContainerSpec {
  return {
    service,
    image,
    environment: {},
    labels: {},
    command: null,
    entrypoint: null,
    ports: [],
    volumes: [],
    files: [],
    hostNames: [],
    healthCheck: null,
    memoryBytes: null,
    cpus: null,
    fileLimit: null,
    logging: null,
    restart: 'no',
    stopGraceMs: 1_000,
    stopSignal: null,
    user: null,
    workingDir: null,
    hostname: null,
    init: false,
    hash: 'spec',
    ...over,
  }
}

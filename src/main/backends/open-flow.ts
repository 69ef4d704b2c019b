import type { FlowPorts } from '@main/ports'
import type { FlowSpec } from './backend'
import { openDockerFlow } from './docker/docker-flow'
import { openEmbeddedFlow } from './embedded'

/** Opens a backend's flow ports in the calling thread. */
export function openFlow(spec: FlowSpec): Promise<{ ports: FlowPorts; close(): Promise<void> }> {
  return spec.backend === 'docker' ? openDockerFlow(spec) : openEmbeddedFlow(spec)
}

import type { FlowPorts } from '@main/ports'
import type { FlowSpec } from './backend'
import { openClusterFlow } from './cluster/cluster-flow'
import { openEmbeddedFlow } from './embedded'

/** Opens a backend's flow ports in the calling thread. */
export function openFlow(spec: FlowSpec): Promise<{ ports: FlowPorts; close(): Promise<void> }> {
  return spec.backend === 'cluster' ? openClusterFlow(spec) : openEmbeddedFlow(spec)
}

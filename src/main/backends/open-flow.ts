import type { FlowPorts } from '@main/ports'
import type { FlowSpec } from './backend'
import { openEmbeddedFlow } from './embedded'

/** Opens a backend's flow ports in the calling thread. */
export async function openFlow(spec: FlowSpec): Promise<{ ports: FlowPorts; close(): Promise<void> }> {
  if (spec.backend === 'embedded') return openEmbeddedFlow(spec)
  // Loaded only where it is used: each thread of the embedded backend would load the clients of clusters, too.
  const { openClusterFlow } = await import('./cluster/cluster-flow')
  return openClusterFlow(spec)
}

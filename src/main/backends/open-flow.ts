import type { FlowPorts } from '@main/ports'
import type { FlowSpec } from './backend'
import { openEmbeddedFlow } from './embedded'

/** Opens a backend's flow ports in the calling thread. */
export function openFlow(spec: FlowSpec): Promise<{ ports: FlowPorts; close(): Promise<void> }> {
  return openEmbeddedFlow(spec)
}

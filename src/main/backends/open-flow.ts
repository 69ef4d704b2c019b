import type { FlowPorts } from '@main/ports'
import { openEmbeddedFlow } from './embedded'
import type { FlowSpec } from './backend'

/** Opens a backend's flow ports in the calling thread. */
export function openFlow(spec: FlowSpec): Promise<{ ports: FlowPorts; close(): Promise<void> }> {
  return openEmbeddedFlow(spec)
}

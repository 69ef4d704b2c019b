import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openClusterFlow } from '@main/backends/cluster/cluster-flow'
import type { ClusterAddresses } from '@main/ports/cluster-addresses'

/** The ports of the external backend on a cluster, in this process. */
export async function openFlowOn(addresses: ClusterAddresses) {
  const stateDir = await mkdtemp(join(tmpdir(), 'millrace-flow-'))
  const flow = await openClusterFlow({
    backend: 'cluster',
    stateDir,
    logMaxBytes: Number.MAX_SAFE_INTEGER,
    addresses,
    topics: { prefix: '', replication: null, retention: 'cluster', readOnly: false },
    subjects: {},
    connector: null,
  })
  return {
    ...flow,
    async close() {
      await flow.close()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}

import type { StoreAddress } from '@main/ports/store'
import { literal, quoted } from './quoted'

/**
 * Where a store's tables lie: on one server, or on a cluster of several. On a cluster the rows lie in a replicated table on every server,
 * and a distributed table of the dataset's name is read and written. See docs/decisions/0012-one-shard-for-each-log-partition.md.
 */
export interface Placement {
  readonly cluster: string | null
  /** An expression for the name of the database. */
  readonly database: string
  /** Follows the name of a table in a statement that changes tables. */
  readonly onCluster: string
  /** The name of the table that holds the rows. */
  holder(table: string): string
  /** A system table of the servers with rows: one of each shard, since its replicas hold the same. */
  ofShards(systemTable: string): string
  /** A system table of all servers. */
  ofServers(systemTable: string): string
  /** Settings of every query. */
  readonly settings: Readonly<Record<string, string | number>>
}

export const ONE_SERVER: Placement = {
  cluster: null,
  database: 'currentDatabase()',
  onCluster: '',
  holder: (table) => table,
  ofShards: (table) => table,
  ofServers: (table) => table,
  settings: {},
}

/**
 * An insert is acknowledged once most replicas have it, and no read uses a replica that lacks one of them: otherwise the progress read back
 * could be older than the rows, and these would be stored twice.
 */
const CLUSTER_SETTINGS = {
  insert_distributed_sync: 1,
  insert_quorum: 'auto',
  insert_quorum_parallel: 0,
  select_sequential_consistency: 1,
  // Shorter than the client waits.
  distributed_ddl_task_timeout: 50,
} as const

export function placementOf({ cluster, database = 'default' }: Pick<StoreAddress, 'cluster' | 'database'>): Placement {
  if (cluster === undefined) return ONE_SERVER
  const name = literal(cluster)
  return {
    cluster,
    // Another server may evaluate the function differently.
    database: literal(database),
    onCluster: ` ON CLUSTER ${quoted(cluster)}`,
    holder: (table) => `${table}_local`,
    ofShards: (table) => `cluster(${name}, ${table})`,
    ofServers: (table) => `clusterAllReplicas(${name}, ${table})`,
    settings: CLUSTER_SETTINGS,
  }
}

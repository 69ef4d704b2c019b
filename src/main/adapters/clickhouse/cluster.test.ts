import { expect, it } from 'vitest'
import { placementOf } from './placement'
import { usageQuery } from './queries'
import { tableOf } from './table'
import { plainDataset } from './testing/plain-dataset'

const cluster = placementOf({ cluster: "it's", database: 'events' })

it('keeps the rows of a cluster in a replicated table on every server', () => {
  expect(tableOf(plainDataset('orders'), cluster).create(30)).toBe(
    `CREATE TABLE IF NOT EXISTS \`orders_local\` ON CLUSTER \`it's\` (
  \`kind\` Enum8('A' = 1, 'B' = 2),
  \`at\` DateTime64(3, 'UTC'),
  \`@log_partition\` UInt16,
  \`@log_offset\` UInt64,
  \`@log_epoch\` UInt64,
  \`@stored_at\` DateTime DEFAULT now(),
  PROJECTION stored_epochs (SELECT \`@log_epoch\`, \`@log_partition\`, max(\`@log_offset\`) GROUP BY \`@log_epoch\`, \`@log_partition\`)
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY toYYYYMMDD(\`at\`)
ORDER BY \`at\`
TTL \`@stored_at\` + toIntervalDay(30)
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1`,
  )
})

it('reads and writes it through a distributed table, whose key keeps a log partition on one shard', () => {
  expect(tableOf(plainDataset('orders'), cluster).createDistributed()).toBe(
    `CREATE TABLE IF NOT EXISTS \`orders\` ON CLUSTER \`it's\` (
  \`kind\` Enum8('A' = 1, 'B' = 2),
  \`at\` DateTime64(3, 'UTC'),
  \`@log_partition\` UInt16,
  \`@log_offset\` UInt64,
  \`@log_epoch\` UInt64,
  \`@stored_at\` DateTime DEFAULT now()
) ENGINE = Distributed('it\\'s', 'events', 'orders_local', \`@log_partition\`)`,
  )
})

it('counts the parts of one replica of each shard', () => {
  expect(usageQuery(cluster, 'orders')).toEqual({
    sql: "SELECT toString(sum(rows)) AS rows, toString(sum(bytes_on_disk)) AS bytes, toString(count()) AS parts FROM cluster('it\\'s', system.parts) WHERE active AND database = 'events' AND table = {table:String}",
    params: { table: 'orders_local' },
  })
})

it('acknowledges what most replicas have, and reads no replica that lacks it', () => {
  expect(cluster.settings).toMatchObject({
    insert_distributed_sync: 1,
    insert_quorum: 'auto',
    insert_quorum_parallel: 0,
    select_sequential_consistency: 1,
  })
  expect(placementOf({}).settings).toEqual({})
})

import { readFileSync } from 'node:fs'
import { Dataset } from '@shared/model/dataset'
import { describe, expect, it } from 'vitest'

import { quoted } from './quoted'
import { tableOf, ttl } from './table'

function builtIn(name: string): Dataset {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../../../resources/datasets/${name}/${file}`, import.meta.url), 'utf8'))
  return Dataset.parse({ ...(read('dataset.json') as object), name, schema: read('schema.avsc') })
}

describe('tableOf', () => {
  it('derives the table of the default dataset', () => {
    expect(tableOf(builtIn('user_interactions')).create(30)).toBe(
      `CREATE TABLE IF NOT EXISTS \`user_interactions\` (
  \`event_id\` UUID,
  \`user_id\` UUID,
  \`session_id\` UUID,
  \`event_type\` Enum8('VIEW_PRODUCT' = 1, 'ADD_TO_CART' = 2, 'CHECKOUT' = 3, 'PAYMENT' = 4, 'SEARCH' = 5),
  \`event_timestamp\` DateTime64(3, 'UTC'),
  \`request_latency_ms\` Int32,
  \`status\` Enum8('SUCCESS' = 1, 'ERROR' = 2),
  \`error_code\` Nullable(Int32),
  \`product_id\` Nullable(Int32),
  \`@log_partition\` UInt16,
  \`@log_offset\` UInt64,
  \`@log_epoch\` UInt64,
  \`@stored_at\` DateTime DEFAULT now(),
  PROJECTION stored_epochs (SELECT \`@log_epoch\`, \`@log_partition\`, max(\`@log_offset\`) GROUP BY \`@log_epoch\`, \`@log_partition\`)
) ENGINE = MergeTree
PARTITION BY toYYYYMMDD(\`event_timestamp\`)
ORDER BY \`event_timestamp\`
TTL \`@stored_at\` + toIntervalDay(30)
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1`,
    )
  })

  it('derives the table of the access log', () => {
    expect(tableOf(builtIn('access_log')).create(7)).toBe(
      `CREATE TABLE IF NOT EXISTS \`access_log\` (
  \`event_id\` UUID,
  \`client\` String,
  \`remote_user\` Nullable(String),
  \`time\` DateTime64(3, 'UTC'),
  \`method\` String,
  \`path\` String,
  \`section\` String,
  \`protocol\` Nullable(String),
  \`status_code\` Int32,
  \`outcome\` Enum8('SUCCESS' = 1, 'ERROR' = 2),
  \`error_code\` Nullable(Int32),
  \`bytes\` Nullable(Int64),
  \`referrer\` Nullable(String),
  \`user_agent\` Nullable(String),
  \`host\` Nullable(String),
  \`latency_ms\` Nullable(Float64),
  \`upstream\` Nullable(String),
  \`extra\` Nullable(String),
  \`@log_partition\` UInt16,
  \`@log_offset\` UInt64,
  \`@log_epoch\` UInt64,
  \`@stored_at\` DateTime DEFAULT now(),
  PROJECTION stored_epochs (SELECT \`@log_epoch\`, \`@log_partition\`, max(\`@log_offset\`) GROUP BY \`@log_epoch\`, \`@log_partition\`)
) ENGINE = MergeTree
PARTITION BY toYYYYMMDD(\`time\`)
ORDER BY \`time\`
TTL \`@stored_at\` + toIntervalDay(7)
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1`,
    )
  })

  it('stores enums of over 100 symbols as text', () => {
    const symbols = Array.from({ length: 101 }, (_, i) => `S${i}`)
    const dataset = builtIn('access_log')
    const many = { type: 'enum' as const, name: 'many', symbols }
    const fields = [
      { name: 'one', type: many },
      { name: 'maybe', type: ['null', many] as ['null', typeof many] },
    ]
    const table = tableOf({ ...dataset, schema: { ...dataset.schema, fields } })
    expect(table.columns.slice(0, 2).map((column) => column.type)).toEqual([
      'LowCardinality(String)',
      'LowCardinality(Nullable(String))',
    ])
  })
})

it('quotes identifiers', () => {
  expect(quoted('a`b\\c')).toBe('`a\\`b\\\\c`')
})

it('accepts only whole days, because the number is part of the statement', () => {
  expect(() => ttl(1.5)).toThrow(RangeError)
  expect(() => ttl(Number.NaN)).toThrow(RangeError)
})

import { Dataset } from '@shared/model/dataset'
import { expect, it } from 'vitest'
import { landingSql, naming } from './landing-sql'

const EPOCHS = [
  { epoch: 7, since: [0, 0] },
  { epoch: 9, since: [5, 0] },
]

const dataset = Dataset.parse({
  name: 'orders',
  title: '',
  description: '',
  roles: { time: 'at', type: 'kind', outcome: 'kind', errorSymbols: ['B'], key: 'id' },
  schema: {
    type: 'record',
    name: 'orders',
    fields: [
      { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
      { name: 'kind', type: ['null', { type: 'enum', name: 'kind', symbols: ['A', 'B'] }] },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'body', type: 'bytes' },
    ],
  },
})

it('accepts rows as Kafka Connect delivers them, and copies those that are new and valid for the table', () => {
  const { createLanding, createOpen, createClosed, hash } = landingSql(dataset, EPOCHS)
  expect(createLanding).toBe(
    "CREATE TABLE `orders_inlet` (`id` String, `kind` Nullable(String), `at` DateTime64(3, 'UTC'), `body` String, `@log_partition` Int32, `@log_offset` Int64) ENGINE = Null",
  )
  expect(createOpen.replaceAll(/(?= AS SELECT | FROM | WHERE | AND | SETTINGS | COMMENT )/g, '\n')).toBe(
    `CREATE MATERIALIZED VIEW \`orders_inlet_open\` TO \`orders\`
 AS SELECT assumeNotNull(toUUIDOrNull(i.\`id\`)) AS \`id\`, CAST(i.\`kind\` AS Nullable(Enum8('A' = 1, 'B' = 2))) AS \`kind\`, i.\`at\` AS \`at\`, i.\`body\` AS \`body\`, CAST(i.\`@log_partition\` AS UInt16) AS \`@log_partition\`, CAST(i.\`@log_offset\` AS UInt64) AS \`@log_offset\`, CAST(multiIf(i.\`@log_offset\` >= arrayElement([5, 0], i.\`@log_partition\` + 1), toUInt64(9), toUInt64(7)) AS UInt64) AS \`@log_epoch\`
 FROM \`orders_inlet\` AS i
 WHERE (SELECT throwIf(count() > 1, 'another insert into orders has not ended yet', toInt16(202))
 FROM system.processes
 WHERE query_kind = 'Insert'
 AND match(query, '(^|\\\\W)orders_inlet(\\\\W|$)')) = 0
 AND toUUIDOrNull(i.\`id\`) IS NOT NULL
 AND (i.\`kind\` IS NULL OR i.\`kind\` IN ('A', 'B'))
 AND toUnixTimestamp64Milli(i.\`at\`) BETWEEN -2208988800000
 AND 10413791999999
 AND (multiIf(i.\`@log_offset\` >= arrayElement([5, 0], i.\`@log_partition\` + 1), toUInt64(9), toUInt64(7)), i.\`@log_partition\`, i.\`@log_offset\`) NOT IN (SELECT \`@log_epoch\`, toInt32(\`@log_partition\`), toInt64(\`@log_offset\`)
 FROM \`orders\`
 WHERE \`at\` IN (SELECT \`at\`
 FROM \`orders_inlet\`))
 SETTINGS allow_custom_error_code_in_throwif = 1
 COMMENT '${hash}'`,
  )
  expect(createClosed).toContain("throwIf(1, 'the built-in sink of Millrace stores orders now', toInt16(242))")
})

it('recognises by its hash a landing table with another definition or epoch', () => {
  const { hash } = landingSql(dataset, EPOCHS)
  expect(landingSql(dataset, EPOCHS.slice(0, 1)).hash).not.toBe(hash)
  const fields = [...dataset.schema.fields, { name: 'note', type: ['null', 'string'] as ['null', 'string'] }]
  const changed = landingSql({ ...dataset, schema: { ...dataset.schema, fields } }, EPOCHS)
  expect(changed.hash).not.toBe(landingSql(dataset, EPOCHS).hash)
})

it('distinguishes a table from others whose names contain its name', () => {
  const pattern = new RegExp(naming('log_inlet'))
  expect(pattern.test('INSERT INTO `default`.`log_inlet` (`a`) FORMAT RowBinary')).toBe(true)
  expect(pattern.test('INSERT INTO log_inlet')).toBe(true)
  expect(pattern.test('INSERT INTO access_log_inlet FORMAT RowBinary')).toBe(false)
  expect(pattern.test('INSERT INTO log_inlet_open')).toBe(false)
})

import type { FieldValue } from '@shared/model/dataset'
import type { EventValue } from '@shared/model/event-trace'

/** A field as schemas in the field write it, a value, and what becomes of it. */
export interface AvroFeature {
  readonly name: string
  /** As JSON in a schema file. */
  readonly type: unknown
  readonly column: string
  readonly value: FieldValue
  /** As in an export; the value itself when left out. */
  readonly json?: EventValue
}

const record = (name: string, ...fields: readonly [string, unknown][]) => ({
  type: 'record',
  name,
  fields: fields.map(([field, type]) => ({ name: field, type })),
})
const bytes = (...values: number[]) => Uint8Array.from(values)

/** Features of the Avro specification beyond flat records of primitives. */
export const AVRO_FEATURES: readonly AvroFeature[] = [
  { name: 'array', type: { type: 'array', items: 'string' }, column: 'Array(String)', value: ['a', 'ü', ''] },
  { name: 'array_empty', type: { type: 'array', items: 'int' }, column: 'Array(Int32)', value: [] },
  {
    name: 'array_of_nullable',
    type: { type: 'array', items: ['null', 'double'] },
    column: 'Array(Nullable(Float64))',
    value: [1.5, null, -0.25],
  },
  {
    name: 'array_of_records',
    type: {
      type: 'array',
      items: record('item', ['sku', 'string'], ['n', 'int'], ['at', { type: 'long', logicalType: 'timestamp-millis' }]),
    },
    column: "Array(Tuple(`sku` String, `n` Int32, `at` DateTime64(3, 'UTC')))",
    value: [
      { sku: 'x', n: 1, at: 1_700_000_000_123 },
      { sku: 'y', n: -2, at: 0 },
    ],
  },
  {
    name: 'map',
    type: { type: 'map', values: 'long' },
    column: 'Map(String, Int64)',
    value: { b: 2, a: 4_503_599_627_370_495 },
  },
  {
    name: 'map_of_arrays',
    type: { type: 'map', values: { type: 'array', items: 'boolean' } },
    column: 'Map(String, Array(Bool))',
    value: { yes: [true], none: [], both: [true, false] },
  },
  {
    name: 'nested',
    type: record('addr', ['city', 'string'], ['geo', record('geo', ['lat', 'float'], ['lon', ['null', 'double']])]),
    column: 'Tuple(`city` String, `geo` Tuple(`lat` Float32, `lon` Nullable(Float64)))',
    value: { city: 'Ulm', geo: { lat: 48.5, lon: null } },
  },
  {
    name: 'nested_leaves',
    type: record(
      'leaves',
      ['id', { type: 'string', logicalType: 'uuid' }],
      ['kind', { type: 'enum', name: 'leaf_kind', symbols: ['A', 'B'] }],
      ['raw', 'bytes'],
      ['hash', { type: 'fixed', name: 'leaf_hash', size: 4 }],
      ['price', { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 }],
      ['day', { type: 'int', logicalType: 'date' }],
      ['seen', { type: 'long', logicalType: 'timestamp-micros' }],
    ),
    column:
      "Tuple(`id` UUID, `kind` String, `raw` String, `hash` String, `price` Decimal(9, 2), `day` Date32, `seen` DateTime64(6, 'UTC'))",
    value: {
      id: '00112233-4455-6677-8899-aabbccddeeff',
      kind: 'B',
      raw: bytes(0, 255),
      hash: bytes(1, 2, 3, 4),
      price: '-0.50',
      day: 20_000,
      seen: 1_700_000_000_123_456,
    },
    json: {
      id: '00112233-4455-6677-8899-aabbccddeeff',
      kind: 'B',
      raw: 'AP8=',
      hash: 'AQIDBA==',
      price: '-0.50',
      day: '2024-10-04',
      seen: 1_700_000_000_123_456,
    },
  },
  {
    name: 'nullable_array',
    type: ['null', { type: 'array', items: 'int' }],
    column: 'Nullable(String)',
    value: [1, 2],
  },
  {
    name: 'nullable_record',
    type: ['null', record('opt', ['day', { type: 'int', logicalType: 'date' }], ['raw', 'bytes'])],
    column: 'Nullable(String)',
    value: { day: -1, raw: bytes(7) },
    json: { day: '1969-12-31', raw: 'Bw==' },
  },
  {
    name: 'nullable_record_null',
    type: ['null', record('opt_null', ['n', 'int'])],
    column: 'Nullable(String)',
    value: null,
  },
  { name: 'union_one', type: ['string'], column: 'String', value: 'one' },
  { name: 'union_null_last', type: ['string', 'null'], column: 'Nullable(String)', value: 'text' },
  { name: 'union_null_last_null', type: ['int', 'null'], column: 'Nullable(Int32)', value: null },
  { name: 'union_many_text', type: ['null', 'boolean', 'string', 'double'], column: 'Nullable(String)', value: '5' },
  { name: 'union_many_number', type: ['null', 'boolean', 'string', 'double'], column: 'Nullable(String)', value: 5.5 },
  { name: 'union_many_null', type: ['null', 'int', 'string', 'double'], column: 'Nullable(String)', value: null },
  { name: 'union_tagged', type: ['int', 'string', 'double'], column: 'String', value: { int: 3 } },
  {
    name: 'union_of_records',
    type: [record('card', ['digits', 'string']), record('cash', ['given', 'int'])],
    column: 'String',
    value: { cash: { given: 20 } },
  },
  { name: 'null_type', type: 'null', column: 'Nullable(String)', value: null },
  {
    name: 'decimal',
    type: { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 },
    column: 'Decimal(10, 2)',
    value: '-1234.50',
  },
  {
    name: 'decimal_large',
    type: { type: 'fixed', name: 'large', size: 32, logicalType: 'decimal', precision: 60, scale: 10 },
    column: 'Decimal(60, 10)',
    value: '12345678901234567890123456789012345678901234567890.0000000001',
  },
  {
    name: 'decimal_null',
    type: ['null', { type: 'bytes', logicalType: 'decimal', precision: 4 }],
    column: 'Nullable(Decimal(4, 0))',
    value: '42',
  },
  { name: 'date', type: { type: 'int', logicalType: 'date' }, column: 'Date32', value: 20_225, json: '2025-05-17' },
  { name: 'time_millis', type: { type: 'int', logicalType: 'time-millis' }, column: 'Int32', value: 86_399_999 },
  { name: 'time_micros', type: { type: 'long', logicalType: 'time-micros' }, column: 'Int64', value: 86_399_999_999 },
  {
    name: 'ts_micros',
    type: { type: 'long', logicalType: 'timestamp-micros' },
    column: "DateTime64(6, 'UTC')",
    value: 1_747_476_303_123_456,
  },
  {
    name: 'local_ts',
    type: ['null', { type: 'long', logicalType: 'local-timestamp-millis' }],
    column: "Nullable(DateTime64(3, 'UTC'))",
    value: 1_747_476_303_123,
  },
  {
    name: 'fixed',
    type: { type: 'fixed', name: 'sha', size: 4 },
    column: 'FixedString(4)',
    value: bytes(0, 1, 2, 255),
    json: 'AAEC/w==',
  },
  {
    name: 'uuid_fixed',
    type: { type: 'fixed', name: 'id16', size: 16, logicalType: 'uuid' },
    column: 'UUID',
    value: '00112233-4455-6677-8899-aabbccddeeff',
  },
  { name: 'bytes', type: 'bytes', column: 'String', value: bytes(0, 200), json: 'AMg=' },
  { name: 'boolean', type: 'boolean', column: 'Bool', value: true },
  { name: 'unknown_logical', type: { type: 'string', logicalType: 'made-up' }, column: 'String', value: 'x' },
  { name: 'unfit_logical', type: { type: 'int', logicalType: 'uuid' }, column: 'Int32', value: 1 },
  {
    name: 'decimal_unfit',
    type: { type: 'bytes', logicalType: 'decimal', precision: 2, scale: 9 },
    column: 'String',
    value: bytes(1),
    json: 'AQ==',
  },
  { name: 'type_wrapped', type: { type: { type: 'string' } }, column: 'String', value: 'x' },
  { name: 'java_string', type: { type: 'string', 'avro.java.string': 'String' }, column: 'String', value: 'x' },
  {
    name: 'enum_namespace',
    type: { type: 'enum', name: 'ns_kind', namespace: 'com.example', symbols: ['OK', 'BAD'], default: 'OK' },
    column: "Enum8('OK' = 1, 'BAD' = 2)",
    value: 'BAD',
  },
  { name: 'named_again', type: 'com.example.ns_kind', column: "Enum8('OK' = 1, 'BAD' = 2)", value: 'OK' },
  { name: '__proto__', type: 'string', column: 'String', value: 'p' },
  { name: 'constructor', type: 'string', column: 'String', value: 'c' },
  {
    name: 'select',
    type: record('distinct', ['table', 'int'], ['from', 'string']),
    column: 'Tuple(`table` Int32, `from` String)',
    value: { table: 1, from: 'x' },
  },
]

export const FEATURE_SCHEMA = {
  type: 'record',
  name: 'com.example.features',
  aliases: ['old'],
  'connect.name': 'x',
  fields: [
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' }, order: 'ignore' },
    ...AVRO_FEATURES.map(({ name, type }) => ({ name, type })),
  ],
}

import { type AvroField, Dataset, type Roles } from '@shared/model/dataset'

const TIME: AvroField = { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } }
const ID: AvroField = { name: 'id', type: { type: 'string', logicalType: 'uuid' } }
const OUTCOME: AvroField = {
  name: 'outcome',
  type: { type: 'enum', name: 'outcome', symbols: ['SUCCESS', 'ERROR', 'TIMEOUT'] },
}

/** More than Enum8 takes here, so that the store keeps them as text. */
export const MANY_SYMBOLS = Array.from({ length: 120 }, (_, n) => `KIND_${n}`)
export const HOSTILE_NAMES = [
  "Robert'); DROP TABLE events; --",
  '=cmd|" /C calc"!A0',
  '"quoted", with a comma',
  'two\nlines\r\nand a tab\t',
  'nul\u0000inside',
  '🛒 basket 👩‍👩‍👧',
  'back\\slash `tick` $dollar {brace}',
  '',
  ' ',
  'null',
  '__proto__',
  'constructor',
  'ÅÄÖ é e\u0301 ﬁ',
  '\ud83d\ude00\uffff',
  '中文 кириллица עברית',
  '10',
  '9',
  '<script>alert(1)</script>',
  '%s %d \\N \\0',
  "'",
]

function datasetOf(name: string, fields: readonly AvroField[], roles: Partial<Roles>, labels: readonly string[] = []) {
  return Dataset.parse({
    name,
    title: name,
    description: '',
    partitions: 3,
    typeLabels: Object.fromEntries(labels.map((label) => [label, label])),
    roles: { time: 'at', type: 'kind', outcome: 'outcome', errorSymbols: ['ERROR'], key: 'id', id: 'id', ...roles },
    schema: { type: 'record', name, fields: [ID, TIME, OUTCOME, ...fields] },
  })
}

/** One dataset for each way in which the roles' fields may be declared. */
export const SHAPES = {
  plain: datasetOf(
    'plain_events',
    [
      { name: 'kind', type: { type: 'enum', name: 'kind', symbols: ['LOOK', 'BUY', 'PAY', 'SEARCH'] } },
      { name: 'ms', type: 'int' },
      { name: 'code', type: ['null', 'int'], default: null },
    ],
    { latency: 'ms', errorCode: 'code', errorSymbols: ['ERROR', 'TIMEOUT'] },
    ['SEARCH', 'BUY', 'NEVER'],
  ),
  texts: datasetOf(
    'text_events',
    [
      { name: 'kind', type: 'string' },
      { name: 'ms', type: 'long' },
      { name: 'code', type: ['null', 'string'], default: null },
    ],
    { latency: 'ms', errorCode: 'code' },
    ['null', '10', '9'],
  ),
  symbols: datasetOf(
    'symbol_events',
    [
      { name: 'kind', type: { type: 'enum', name: 'kind', symbols: MANY_SYMBOLS } },
      {
        name: 'code',
        type: ['null', { type: 'enum', name: 'code', symbols: ['E_DISK', 'E_NET', 'E_CPU'] }],
        default: null,
      },
    ],
    { errorCode: 'code' },
    ['KIND_99', 'KIND_3'],
  ),
  decimals: datasetOf(
    'decimal_events',
    [
      { name: 'kind', type: 'string' },
      { name: 'ms', type: ['null', 'double'], default: null },
    ],
    { latency: 'ms' },
  ),
  bare: datasetOf('bare_events', [{ name: 'kind', type: 'string' }], {}),
  untyped: datasetOf(
    'untyped_events',
    [
      { name: 'ok', type: ['boolean', 'null'] },
      { name: 'ms', type: 'int' },
    ],
    { type: undefined, outcome: 'ok', errorSymbols: ['false'], latency: 'ms' },
  ),
  numbered: datasetOf(
    'numbered_events',
    [
      { name: 'kind', type: ['null', 'int'] },
      { name: 'ms', type: 'int' },
    ],
    { outcome: undefined, errorSymbols: [], latency: 'ms' },
  ),
} as const

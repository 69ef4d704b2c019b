import { type Dataset, NO_TYPE, ONLY_TYPE, type Roles } from '@shared/model/dataset'
import type { WindowStart } from '@shared/model/window'
import { duringWindow, LONG_QUERY_WITHIN_S, type Query } from './queries'
import { literal, quoted } from './quoted'
import { EPOCH, OFFSET, PARTITION } from './table'

/** The shares of the four latencies; `ceil(share × rows)` is the rank, as everywhere. */
const SHARES = '0.5, 0.95, 0.99, 1'

/** Does not depend on the order of the rows, nor on the parts they are in. */
const FINGERPRINT = `hex(sum(cityHash64(${EPOCH}, ${PARTITION}, ${OFFSET})))`

/** Our own alias: no Avro field has such a name. */
const TYPE = '`@type_name`'

/** The fingerprint of an empty window. */
export const NO_ROWS = '00'

/**
 * One row per type and one for all rows, whose `total` is 1. `quantileExactWeighted` is the only quantile of ClickHouse that takes the
 * nearest rank. An empty window has no row, or only the one for all rows.
 */
export function analyseQuery(dataset: Dataset, window: WindowStart): Query {
  const { latency, errorCode } = dataset.roles
  const type = typeExpression(dataset.roles)
  const failed = failedCondition(dataset.roles)
  const code = errorCode === undefined ? null : quoted(errorCode)
  const codes =
    code === null
      ? '([], [])'
      : `sumMapIf([ifNull(toString(${code}), '')], [toUInt64(1)], ${failed} AND isNotNull(${code}))`
  // Null where an event has no latency; what is not a number is none either.
  const value = latency === undefined ? null : `ifNull(toFloat64(${quoted(latency)}), nan)`
  const quantiles =
    value === null ? '[]' : `quantilesExactWeightedIf(${SHARES})(${value}, toUInt64(1), NOT isNaN(${value}))`
  const columns = [
    `toUInt8(grouping(${TYPE})) AS total`,
    `${TYPE} AS name`,
    'toString(count()) AS events',
    `toString(countIf(${failed})) AS failures`,
    `toString(${value === null ? '0' : `countIf(NOT isNaN(${value}))`}) AS timed`,
    `${quantiles} AS quantiles`,
    `tupleElement(${codes} AS counted, 1) AS codes`,
    'arrayMap(one -> toString(one), tupleElement(counted, 2)) AS counts',
    `${FINGERPRINT} AS fingerprint`,
  ]
  const sql = [
    `WITH ${type} AS ${TYPE} SELECT ${columns.join(', ')} FROM ${quoted(dataset.name)} WHERE ${duringWindow(dataset, window)}`,
    `GROUP BY GROUPING SETS ((${TYPE}), ())`,
    `SETTINGS force_grouping_standard_compatibility = 1, max_execution_time = ${LONG_QUERY_WITHIN_S}`,
    'FORMAT JSONEachRow',
  ].join(' ')
  return { sql, params: {} }
}

/** An event's type as reports write it. */
export function typeExpression({ type }: Roles): string {
  // A constant is no key to group by.
  return type === undefined
    ? `materialize(${literal(ONLY_TYPE)})`
    : `ifNull(toString(${quoted(type)}), ${literal(NO_TYPE)})`
}

/** Whether a row is an error; what has no outcome is none. */
export function failedCondition({ outcome, errorSymbols }: Roles): string {
  if (outcome === undefined) return 'false'
  return `ifNull(toString(${quoted(outcome)}), '') IN (${errorSymbols.map(literal).join(', ')})`
}

export function fingerprintQuery(dataset: Dataset, window: WindowStart): Query {
  const sql = `SELECT toString(count()) AS rows, ${FINGERPRINT} AS fingerprint FROM ${quoted(dataset.name)} WHERE ${duringWindow(dataset, window)}`
  return { sql, params: {} }
}

import { ClickHouseError } from '@clickhouse/client'
import { FaultError } from '@shared/model/fault'

/** Error codes caused by the rows: a value cannot be parsed, or does not fit its column. */
const ROWS_AT_FAULT = new Set([
  '6',
  '26',
  '27',
  '33',
  '38',
  '41',
  '53',
  '69',
  '70',
  '72',
  '117',
  '131',
  '349',
  '691',
  '706',
])
const NOT_ENOUGH_SPACE = '243'
const SHORT = 300

/**
 * The fault for a failed request. An error that may be temporary becomes `store-unavailable`. `dir` is the folder named when the disk is
 * full.
 */
export function storeFault(thrown: unknown, dir = 'the data of ClickHouse'): FaultError {
  if (thrown instanceof FaultError) return thrown
  const message =
    thrown instanceof Error ? thrown.message || String((thrown as NodeJS.ErrnoException).code) : String(thrown)
  const reason = message.split('\n')[0]?.slice(0, SHORT).trim() ?? ''
  const cause = { cause: thrown }
  const code = thrown instanceof ClickHouseError ? thrown.code : null
  if (code === NOT_ENOUGH_SPACE || message.includes('No space left on device')) {
    return new FaultError({ code: 'disk-full', dir }, cause)
  }
  if (code !== null && ROWS_AT_FAULT.has(code)) return new FaultError({ code: 'store-rejected', reason }, cause)
  return new FaultError({ code: 'store-unavailable', reason }, cause)
}

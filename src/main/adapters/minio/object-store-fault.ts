import { dirname } from 'node:path'
import { FaultError } from '@shared/model/fault'

const FULL = new Set(['XMinioStorageFull', 'InsufficientStorage', 'XMinioAdminBucketQuotaExceeded'])
const MISSING = new Set(['NoSuchKey', 'NoSuchBucket', 'NotFound'])
const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EAI_AGAIN',
  'SlowDown',
  'ServiceUnavailable',
  'InternalError',
  'XMinioServerNotInitialized',
])
const SHORT = 300

/** The S3 error code, or an empty string when the request did not reach the store. */
export function s3Code(thrown: unknown): string {
  if (!(thrown instanceof Error) || !('code' in thrown)) return ''
  return typeof thrown.code === 'string' ? thrown.code : ''
}

export function isMissing(thrown: unknown): boolean {
  return MISSING.has(s3Code(thrown))
}

/** Whether the error may be temporary: the connection broke, or the store is busy or starting. */
export function isPassing(thrown: unknown): boolean {
  if (PASSING.has(s3Code(thrown))) return true
  // The library's form of status 429, 500 and similar.
  return thrown instanceof Error && thrown.message.includes('Retryable HTTP status')
}

/** A full disk of this machine, while an object is written to `path`, is not a fault of the object store. */
export function diskFault(thrown: unknown, path: string): unknown {
  const code = (thrown as NodeJS.ErrnoException).code
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return thrown
  return new FaultError({ code: 'disk-full', dir: dirname(path) }, { cause: thrown })
}

export function objectStoreFault(thrown: unknown, address: string): FaultError {
  if (thrown instanceof FaultError) return thrown
  const code = s3Code(thrown)
  if (FULL.has(code))
    return new FaultError({ code: 'disk-full', dir: 'the data of the object store' }, { cause: thrown })
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  // When each of several addresses failed, the error itself has no message.
  const reason = said || code || 'the connection failed'
  return new FaultError({ code: 'objects-unavailable', address, reason: reason.slice(0, SHORT) }, { cause: thrown })
}

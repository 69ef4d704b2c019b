import { type Fault, FaultError } from '@shared/model/fault'

/** Node's errors when there is no answer: a socket or connection cannot be opened, or breaks. */
const NO_ANSWER = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_SOCKET',
])

/** The HTTP status of an engine's refusal, or null when it did not answer. */
export function statusOf(error: unknown): number | null {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : null
  return typeof status === 'number' ? status : null
}

/** The engine's own message, without the client's text around it. */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const said = 'json' in error ? error.json : null
  if (typeof said === 'object' && said !== null && 'message' in said) return String(said.message).trim()
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim()
}

/** The fault when the engine did not answer; null when it answered with a refusal. */
export function absenceOf(error: unknown, socket: string): Fault | null {
  if (error instanceof FaultError || statusOf(error) !== null) return null
  const { code, name } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, name: '' }
  if (code === 'EACCES' || code === 'EPERM') return { code: 'engine-denied', socket }
  if (name === 'TimeoutError' || name === 'AbortError') {
    return { code: 'engine-gone', socket, reason: 'no answer in time' }
  }
  // A missing file is not a missing socket.
  if (code === 'ENOENT' && (error as NodeJS.ErrnoException).syscall !== 'connect') return null
  const hungUp = error instanceof Error && /socket hang up|aborted/i.test(error.message)
  if (hungUp || NO_ANSWER.has(code ?? '')) return { code: 'engine-gone', socket, reason: code ?? 'it hung up' }
  return null
}

/** Returns null instead of an error when the requested object does not exist. */
export async function nullIfMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

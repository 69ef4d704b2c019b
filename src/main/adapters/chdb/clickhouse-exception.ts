/** An error in the form of ClickHouse's HTTP interface. */
export interface ClickHouseException {
  readonly status: number
  readonly code: number
  /** `Code: N. DB::Exception: … (NAME)`, the form that clients parse. */
  readonly text: string
}

/** A request refused by the server, not by the engine. */
export class Refusal extends Error {
  readonly exception: ClickHouseException
  constructor(status: number, code: number, name: string, message: string) {
    super(message)
    this.exception = { status, code, text: `Code: ${code}. DB::Exception: ${message}. (${name})` }
  }
}

export const NOT_ENOUGH_SPACE = 243
const STATUS: Readonly<Record<number, number>> = {
  // Values that cannot be parsed.
  6: 400,
  26: 400,
  27: 400,
  36: 400,
  38: 400,
  41: 400,
  47: 404,
  53: 400,
  60: 404,
  62: 400,
  72: 400,
  81: 404,
  115: 404,
  159: 408,
  456: 400,
}

/** Any thrown value as an exception; the engine's own errors keep their code and text. */
export function exceptionOf(thrown: unknown): ClickHouseException {
  if (thrown instanceof Refusal) return thrown.exception
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const errno = (thrown as NodeJS.ErrnoException).code
  if (errno === 'ENOSPC' || errno === 'EDQUOT' || message.includes('No space left on device')) {
    return { status: 500, code: NOT_ENOUGH_SPACE, text: named(NOT_ENOUGH_SPACE, message, 'NOT_ENOUGH_SPACE') }
  }
  const code = Number(/^Code: (\d+)\./.exec(message)?.[1] ?? 1002)
  return { status: STATUS[code] ?? 500, code, text: named(code, message, 'UNKNOWN_EXCEPTION') }
}

function named(code: number, message: string, name: string): string {
  const text = message.startsWith('Code: ') ? message : `Code: ${code}. DB::Exception: ${message}`
  return /\([A-Z0-9_]{3,}\)/.test(text) ? text : `${text}. (${name})`
}

/** Why a `fetch` failed, as text. `fetch failed` alone says nothing; its cause does. */
export function fetchFailure(thrown: unknown, withinMs: number): string {
  if (!(thrown instanceof Error)) return String(thrown)
  if (thrown.name === 'TimeoutError') return `no answer within ${withinMs / 1_000} s`
  if (thrown.name === 'AbortError') return 'it was closed'
  const { cause } = thrown
  if (!(cause instanceof Error)) return thrown.message
  const code = 'code' in cause ? cause.code : undefined
  return cause.message || String(code ?? cause.name)
}

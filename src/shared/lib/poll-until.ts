interface Polling {
  readonly everyMs: number
  readonly withinMs: number
  readonly signal?: AbortSignal
}

/** Asks until the answer is yes. Returns false if that takes too long. Throws the signal's reason when it aborts. */
export async function pollUntil(ask: () => Promise<boolean>, { everyMs, withinMs, signal }: Polling): Promise<boolean> {
  for (let waited = 0; !(await ask()); waited += everyMs) {
    signal?.throwIfAborted()
    if (waited >= withinMs) return false
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  return true
}

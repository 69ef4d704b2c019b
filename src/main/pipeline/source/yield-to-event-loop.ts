/** Lets the other work of this thread go on: a log that answers at once would otherwise keep the thread to itself. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

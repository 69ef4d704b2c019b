/** Runs all of them until all have ended. When one fails, aborts the others, and throws its error once they have ended. */
export async function runAll(
  signal: AbortSignal,
  works: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const failed = new AbortController()
  const all = AbortSignal.any([signal, failed.signal])
  const errors: unknown[] = []
  await Promise.all(
    works.map(async (work) => {
      try {
        await work(all)
      } catch (thrown) {
        errors.push(thrown)
        failed.abort()
      }
    }),
  )
  if (errors.length > 0) throw errors[0]
}

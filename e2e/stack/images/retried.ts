import { setTimeout as sleep } from 'node:timers/promises'

const PAUSES_MS = [5_000, 20_000]

/** Retries downloads: a registry may be unavailable for a moment. */
export async function retried<T>(what: string, work: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await work()
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      console.log(`${what} failed; retrying in ${pause / 1_000} s: ${why.slice(-300)}`)
      await sleep(pause)
    }
  }
  return await work()
}

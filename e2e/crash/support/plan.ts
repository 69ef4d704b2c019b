/** The number of kills for the test of one moment: the steady flow takes `--kills`, each other moment a tenth of that. */
export const kills = Number(process.env.MILLRACE_KILLS ?? 200)
export const killsOfAMoment = Math.max(2, Math.ceil(kills / 10))
export const seed = Number(process.env.MILLRACE_SEED ?? Date.now() % 1_000_000)

/** The time limit in milliseconds for this many runs of the app, one after the other, and for counting everything afterwards. */
export const timeFor = (lives: number) => lives * 15_000 + 300_000

/** Mulberry32: a failed run can be repeated with its seed. */
export function random(state: number = seed): () => number {
  let a = state
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

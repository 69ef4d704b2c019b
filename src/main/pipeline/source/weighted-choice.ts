import type { Random } from './random-streams'

/** Draws an index with a chance in proportion to its weight, in constant time (Walker's alias method, built as Vose did). */
export function createWeightedChoice(weights: readonly number[]): (random: Random) => number {
  const n = weights.length
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const share = Float64Array.from(weights, (weight) => (weight * n) / total)
  const alias = Int32Array.from(weights, (_, i) => i)
  const small: number[] = []
  const large: number[] = []
  for (const [i, p] of share.entries()) (p < 1 ? small : large).push(i)
  while (small.length > 0 && large.length > 0) {
    const less = small.pop() as number
    const more = large[large.length - 1] as number
    alias[less] = more
    share[more] = (share[more] as number) + (share[less] as number) - 1
    if ((share[more] as number) < 1) small.push(large.pop() as number)
  }
  for (const i of [...small, ...large]) share[i] = 1
  return (random) => {
    const x = random.next() * n
    const i = Math.floor(x)
    return x - i < (share[i] as number) ? i : (alias[i] as number)
  }
}

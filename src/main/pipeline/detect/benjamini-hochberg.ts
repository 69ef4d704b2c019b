/**
 * Which hypotheses to reject so that at most this share of the rejections is expected to be wrong. A weight, chosen before the
 * data, gives a test more of the level or less; weights above 1 on average are scaled down to that.
 */
export function benjaminiHochberg(
  tests: readonly { readonly p: number; readonly weight: number }[],
  level: number,
): boolean[] {
  const mean = Math.max(1, tests.reduce((sum, { weight }) => sum + weight, 0) / Math.max(1, tests.length))
  const weighted = tests.map(({ p, weight }) => (p * mean) / weight)
  const sorted = [...weighted].sort((a, b) => a - b)
  let limit = Number.NEGATIVE_INFINITY
  for (const [i, p] of sorted.entries()) if (p <= (level * (i + 1)) / tests.length) limit = p
  return weighted.map((p) => p <= limit)
}

const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
const STEPS = 4

/** 0 and four steps of a round size; the last is at least `highest`. */
export function roundTicks(highest: number): number[] {
  const least = (highest > 0 ? highest : 1) / STEPS
  const unit = 10 ** Math.floor(Math.log10(least))
  const step = (ROUND.find((round) => round * unit >= least * (1 - 1e-9)) ?? 10) * unit
  return Array.from({ length: STEPS + 1 }, (_, i) => Number((i * step).toPrecision(12)))
}

/** Divides `limit` evenly over the available amounts; the unused share of a short partition goes to the others. */
export function fairShares(available: readonly number[], limit: number): [partition: number, share: number][] {
  const waiting = available.map((count, partition) => ({ count, partition })).filter(({ count }) => count > 0)
  waiting.sort((a, b) => a.count - b.count)
  let left = limit
  const shares = waiting.map(({ count, partition }, i): [number, number] => {
    const share = Math.min(count, Math.max(1, Math.floor(left / (waiting.length - i))))
    left -= share
    return [partition, share]
  })
  return shares.sort(([a], [b]) => a - b)
}

/** A unique id made from a name: "Payments fail!" → "payments-fail", or "payments-fail-2" if that is taken. */
export function idFromName(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST)
  const base = plain === '' ? 'unnamed' : plain
  if (!taken.includes(base)) return base
  let n = 2
  while (taken.includes(`${base}-${n}`)) n++
  return `${base}-${n}`
}

/** Leaves space for a number at the end. */
const LONGEST = 50

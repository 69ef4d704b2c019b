/** A name as an id that no other has: "Payments fail!" → "payments-fail", and "payments-fail-2" beside that. */
export function idOf(name: string, taken: readonly string[]): string {
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

/** With room for a number after it. */
const LONGEST = 50

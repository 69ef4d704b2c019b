/** 1 → "1 window", 1200 → "1,200 windows" */
export function countOf(n: number, one: string): string {
  return `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`
}

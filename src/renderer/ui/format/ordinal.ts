const SUFFIXES = new Map([
  ['one', 'st'],
  ['two', 'nd'],
  ['few', 'rd'],
])
const rules = new Intl.PluralRules('en', { type: 'ordinal' })

/** 3 → "3rd" */
export function formatOrdinal(n: number): string {
  return `${n}${SUFFIXES.get(rules.select(n)) ?? 'th'}`
}

import { expect, it } from 'vitest'
import { TERMS } from './glossary-terms'

it('is sorted and has each word once, each with whole sentences', () => {
  const words = TERMS.map(({ term }) => term)
  expect(words).toEqual([...new Set(words)].sort())
  for (const { meaning } of TERMS) expect(meaning).toMatch(/^[A-Z].*\.$/)
})

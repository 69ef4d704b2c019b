import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ANY_TYPE, findRanks } from './find-ranks'
import { ranksOf } from './latency-figures'

it('finds exactly the values that sorting finds, for any input', async () => {
  const rows = fc.array(
    fc.record({
      type: fc.constantFrom(-1, 0, 1),
      value: fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }), fc.constant(1e9 + 1 / 3)),
    }),
    { minLength: 1, maxLength: 100 },
  )
  await fc.assert(
    fc.asyncProperty(rows, async (all) => {
      const valuesOf = (type: number) =>
        Float64Array.from(all.filter((row) => type === ANY_TYPE || row.type === type).map(({ value }) => value)).sort()
      const types = [ANY_TYPE, ...new Set(all.map(({ type }) => type))]
      const found = await findRanks(
        new Map(types.map((type) => [type, ranksOf(valuesOf(type).length)])),
        async (visit) => {
          for (const { type, value } of all) visit(type, value)
        },
      )
      for (const type of types) {
        const values = valuesOf(type)
        expect(found.get(type)).toEqual(ranksOf(values.length).map((rank) => values[rank]))
      }
    }),
  )
})

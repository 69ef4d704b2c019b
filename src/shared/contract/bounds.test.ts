import { expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '.'

/** Just below the bound that zod sets when a schema names none. */
const MOST = 9e15

interface Node {
  readonly type?: string
  readonly maximum?: number
  readonly exclusiveMaximum?: number
  readonly maxItems?: number
  readonly [key: string]: unknown
}

/** The paths of the numbers in a JSON schema that have no upper bound. */
function unbounded(node: unknown, path: string): string[] {
  if (typeof node !== 'object' || node === null) return []
  const { type, maximum, exclusiveMaximum } = node as Node
  const most = maximum ?? exclusiveMaximum ?? Number.POSITIVE_INFINITY
  const own = (type === 'number' || type === 'integer') && most > MOST ? [path] : []
  return [...own, ...Object.entries(node).flatMap(([key, child]) => unbounded(child, `${path}.${key}`))]
}

/** Every procedure of the contract, with its path. */
function procedures(router: unknown, path = ''): [string, z.ZodType | undefined][] {
  if (typeof router !== 'object' || router === null) return []
  if ('~orpc' in router) return [[path, (router['~orpc'] as { inputSchema?: z.ZodType }).inputSchema]]
  return Object.entries(router).flatMap(([key, child]) => procedures(child, path === '' ? key : `${path}.${key}`))
}

it('has an upper bound on every number that a client sends', () => {
  const all = procedures(contract)
  expect(all.length).toBeGreaterThan(40)
  const open = all.flatMap(([path, input]) =>
    input ? unbounded(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }), path) : [],
  )
  expect(open).toEqual([])
})

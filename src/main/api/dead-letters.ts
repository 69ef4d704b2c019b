import { api } from './base'
import { polled } from './throttle-and-poll'

const EXPORT_PAGE = 500
const COUNT_MS = 1_000

export const deadLetters = {
  counts: api.deadLetters.counts.handler(async function* ({ context, signal }) {
    const count = async () => {
      const counts: Record<string, number> = {}
      for (const { name } of context.datasets) counts[name] = await context.ports.deadLetters.count(name)
      return counts
    }
    yield* polled(count, context.ports.clock, COUNT_MS, signal)
  }),
  list: api.deadLetters.list.handler(async ({ context, input }) => {
    const letters = await context.ports.deadLetters.list({ ...input, limit: input.limit + 1 })
    return { items: letters.slice(0, input.limit), more: letters.length > input.limit }
  }),
  body: api.deadLetters.body.handler(async ({ context, input }) => {
    const body = await context.ports.deadLetters.body(input.id)
    return new File([new Uint8Array(body ?? [])], `dead-letter-${input.id}.bin`, { type: 'application/octet-stream' })
  }),
  export: api.deadLetters.export.handler(async ({ context, input }) => {
    const lines: string[] = []
    let before: number | undefined
    while (true) {
      const letters = await context.ports.deadLetters.list({ ...input, before, limit: EXPORT_PAGE })
      for (const { id, preview: _, ...letter } of letters) {
        const body = Buffer.from((await context.ports.deadLetters.body(id)) ?? [])
        lines.push(
          `${JSON.stringify({ ...letter, at: new Date(letter.at).toISOString(), body: body.toString('base64') })}\n`,
        )
        before = id
      }
      if (letters.length < EXPORT_PAGE) break
    }
    return new File(lines, 'dead-letters.jsonl', { type: 'application/x-ndjson' })
  }),
}

import { randomUUID } from 'node:crypto'
import { previewResend } from '@main/pipeline/resend/preview-resend'
import { RESEND_STAGES, startResend } from '@main/pipeline/resend/start-resend'
import { FaultError } from '@shared/model/fault'
import { api } from './base'
import { datasetOf } from './dataset-of'
import { NEVER, polled } from './throttle-and-poll'

const EXPORT_PAGE = 500
const COUNT_MS = 1_000
const FOLLOW_MS = 250
const RESENDS_SHOWN = 20

export const deadLetters = {
  counts: api.deadLetters.counts.handler(async function* ({ context, signal }) {
    const count = async () => {
      const toDo = await context.ports.resends.openCounts()
      const counts: Record<string, { open: number; sending: number; all: number }> = {}
      for (const { name } of context.datasets) {
        const { open, sending } = toDo.get(name) ?? { open: 0, sending: 0 }
        counts[name] = { open, sending, all: await context.ports.deadLetters.count(name) }
      }
      return counts
    }
    yield* polled(count, context.ports.clock, COUNT_MS, signal)
  }),
  groups: api.deadLetters.groups.handler(({ context, input }) => context.ports.resends.groups(input.dataset)),
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
  preview: api.deadLetters.preview.handler(({ context, input, signal = NEVER }) =>
    previewResend(context.ports, datasetOf(context, input.dataset), input, signal),
  ),
  resend: api.deadLetters.resend.handler(async ({ context, input }) => {
    if (context.refusal) throw new FaultError(context.refusal)
    datasetOf(context, input.dataset)
    context.flow.start(RESEND_STAGES)
    return await startResend(context.ports.resends, randomUUID(), input)
  }),
  cancel: api.deadLetters.cancel.handler(({ context, input }) => context.ports.resends.cancel(input.id)),
  resends: api.deadLetters.resends.handler(async function* ({ context, signal }) {
    const newest = () => context.ports.resends.list({ limit: RESENDS_SHOWN })
    yield* polled(newest, context.ports.clock, FOLLOW_MS, signal)
  }),
  discard: api.deadLetters.discard.handler(async ({ context, input: { note, ...selection } }) => {
    return { letters: await context.ports.resends.discard(selection, note) }
  }),
}

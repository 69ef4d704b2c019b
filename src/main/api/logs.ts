import type { ServiceLogs } from '@main/ports/service-logs'
import { followLogs } from '@main/services/logs/follow-logs'
import type { ServiceLogFilter, ServiceLogLine } from '@shared/model/service'
import { api } from './base'
import { NEVER } from './throttle-and-poll'

/** An export is held in memory, so its size is limited. */
const EXPORT_CHARACTERS = 32_000_000
const EXPORT_PAGE = 10_000

export const logs = {
  feed: api.logs.feed.handler(async function* ({ context, input, signal = NEVER }) {
    yield* followLogs(context.services.logs, context.ports.clock, input, signal)
  }),
  list: api.logs.list.handler(async ({ context, input }) => {
    const lines = await context.services.logs.newest({ ...input, limit: input.limit + 1 })
    return { items: lines.slice(0, input.limit), more: lines.length > input.limit }
  }),
  export: api.logs.export.handler(async ({ context, input }) => {
    const text = await exportText(context.services.logs, input)
    return new File(text, 'services.log', { type: 'text/plain' })
  }),
}

/** Oldest first. If there is too much, the oldest lines are left out, and the first line says so. */
export async function exportText(
  logs: Pick<ServiceLogs, 'newest'>,
  filter: ServiceLogFilter,
  maxCharacters = EXPORT_CHARACTERS,
): Promise<string[]> {
  const pages: string[] = []
  let characters = 0
  for (let before: number | undefined; ; ) {
    const lines = await logs.newest({ ...filter, before, limit: EXPORT_PAGE })
    const page = lines.reverse().map(exportLine).join('')
    before = lines[0]?.id
    if (characters + page.length > maxCharacters) {
      const first = page.indexOf('\n', page.length - (maxCharacters - characters)) + 1
      const note = `… Older lines are left out: an export holds ${Math.round(maxCharacters / 1e6)} MB. Choose fewer services, or a level.\n`
      return [note, page.slice(first), ...pages.reverse()]
    }
    pages.push(page)
    characters += page.length
    if (lines.length < EXPORT_PAGE) return pages.reverse()
  }
}

function exportLine({ at, service, level, text }: ServiceLogLine): string {
  return `${new Date(at).toISOString()} ${service} ${(level ?? '-').toUpperCase()} ${text}\n`
}

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServiceLogs } from '@main/ports/service-logs'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import { createWaitList } from '@shared/lib/wait-list'
import { FaultError } from '@shared/model/fault'
import { type LogLevel, ServiceId, type ServiceLogFilter, type ServiceLogLine } from '@shared/model/service'
import { type KeptLine, shortContainer, shownLine } from './line-format'
import { mergeSorted } from './merge-sorted'
import { type OneServiceLog, openServiceLog, type SizeLimits } from './one-service-log'

const LIMITS: SizeLimits = { maxBytes: 32 * 1024 * 1024, segmentBytes: 512 * 1024 }
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/**
 * The services' logs in `dir`: a folder for each service with files of plain text. Nothing on disk changes before the first append, so any
 * number of processes may read next to the one that appends; each reads what was there when it opened the logs. Reading blocks the thread
 * only for the time that one file takes.
 */
export async function openServiceLogs(dir: string, limits: SizeLimits = LIMITS): Promise<ServiceLogs> {
  const services = new Map<ServiceId, OneServiceLog>()
  const open = async (service: ServiceId) => {
    const log = await openServiceLog(join(dir, ServiceId.parse(service)), limits)
    services.set(service, log)
    return log
  }
  await guarded(dir, async () => {
    for (const name of await foldersIn(dir)) await open(name)
  })
  let end = Math.max(0, ...[...services.values()].map((log) => log.lastId))
  /** One append at a time, over all services: a reader that has seen an id has seen all smaller ones. */
  const inTurn = oneAtATime()
  const readers = createWaitList()

  const chosen = ({ services: names }: ServiceLogFilter) =>
    [...services].filter(([name]) => names.length === 0 || names.includes(name))

  return {
    get end() {
      return end
    },
    append(service, container, lines) {
      return inTurn(() =>
        guarded(dir, async () => {
          if (lines.length === 0) return
          const log = services.get(service) ?? (await open(service))
          const short = shortContainer(container)
          await log.append(lines.map((line, at): KeptLine => ({ ...line, id: end + 1 + at, container: short })))
          end = log.lastId
          readers.wakeAll()
        }),
      )
    },
    keptUntil: (service, container) =>
      guarded(dir, async () => {
        const log = services.get(service)
        return (await log?.keptUntil(shortContainer(container))) ?? { out: null, err: null }
      }),
    newest: ({ before = Number.POSITIVE_INFINITY, limit, ...filter }) =>
      guarded(dir, async () => {
        const fits = matching(filter)
        const sources = chosen(filter).map(([service, log]) =>
          shown(service, log.backwards(before, filter.search.toLowerCase()), fits),
        )
        return mergeSorted(sources, (a, b) => b.id - a.id, limit)
      }),
    after: (id, { limit, ...filter }) =>
      guarded(dir, async () => {
        // Lines that arrive during this read are for the next one.
        const through = end
        const fits = matching(filter)
        const logs = chosen(filter)
        const sources = logs.map(([service, log]) =>
          shown(service, log.forwards(id, filter.search.toLowerCase()), (line) => line.id <= through && fits(line)),
        )
        const lines = await mergeSorted(sources, (a, b) => a.id - b.id, limit)
        const missed = logs.filter(([, log]) => log.removedThrough > id).map(([service]) => service)
        const cut = lines.length === limit
        return { lines, missed, through: cut ? (lines.at(-1)?.id ?? through) : through }
      }),
    async waitForLines(id, signal) {
      if (end <= id) await readers.wait(signal)
    },
    async close() {
      await inTurn(() => Promise.all([...services.values()].map((log) => log.close())))
    },
  }
}

async function* shown(
  service: ServiceId,
  pages: AsyncIterable<readonly KeptLine[]>,
  fits: (line: KeptLine) => boolean,
): AsyncGenerator<ServiceLogLine[], void, undefined> {
  for await (const page of pages) yield page.filter(fits).map((line) => shownLine(line, service))
}

function matching({ level, search }: ServiceLogFilter): (line: KeptLine) => boolean {
  const text = search.toLowerCase()
  const rank = level === null ? -1 : LEVELS.indexOf(level)
  return (line) =>
    LEVELS.indexOf(line.level ?? 'info') >= rank && (text === '' || line.text.toLowerCase().includes(text))
}

async function foldersIn(dir: string): Promise<ServiceId[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return entries
    .filter((entry) => entry.isDirectory() && ServiceId.safeParse(entry.name).success)
    .map(({ name }) => name)
}

async function guarded<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new FaultError({ code: 'disk-full', dir }, { cause: error })
    if (code !== null && ['EACCES', 'EPERM', 'EROFS'].includes(code)) {
      throw new FaultError({ code: 'data-dir-not-writable', dir, reason: code }, { cause: error })
    }
    throw error
  }
}

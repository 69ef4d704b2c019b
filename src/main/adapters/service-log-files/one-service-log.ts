import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { secondsBefore } from '@main/ports/log-line-time'
import { type KeptEnd, type KeptUntil, OVERLAP_SECONDS } from '@main/ports/service-logs'
import type { KeptLine } from './line-format'
import {
  type ClosedSegment,
  closedSegment,
  type OpenSegment,
  OWNER_ONLY,
  openSegment,
  type Segment,
  segmentName,
} from './segment'

/** A file with the id of the newest removed line. */
const REMOVED = 'removed'

export interface SizeLimits {
  /** The limit of one service. At the limit, the oldest file is removed. */
  readonly maxBytes: number
  /** After this size, a new file follows. */
  readonly segmentBytes: number
}

/** The output of one service: a folder of files; lines are appended to the last one. One call of `append` at a time. */
export interface OneServiceLog {
  readonly lastId: number
  /** The newest removed line; 0 when none was removed. */
  readonly removedThrough: number
  append(lines: readonly KeptLine[]): Promise<void>
  /** Files with lines below `before`, newest first; all lines of each, newest first. */
  backwards(before: number, text: string): AsyncGenerator<readonly KeptLine[], void, undefined>
  /** Files with lines above `after`, oldest first; those lines of each, oldest first. */
  forwards(after: number, text: string): AsyncGenerator<readonly KeptLine[], void, undefined>
  keptUntil(container: string): Promise<KeptUntil>
  close(): Promise<void>
}

export async function openServiceLog(dir: string, limits: SizeLimits): Promise<OneServiceLog> {
  const { closed, newest } = await segmentsIn(dir)
  let open: OpenSegment | null = newest === null ? null : await openSegment(join(dir, segmentName(newest)), newest)
  let lastId = Math.max(open?.lastId ?? 0, closed.at(-1)?.lastId ?? 0)
  let removedThrough = Number.parseInt(await readFile(join(dir, REMOVED), 'utf8').catch(() => '0'), 10) || 0

  const all = (): Segment[] => (open ? [...closed, open] : [...closed])
  const makeRoom = async () => {
    let bytes = all().reduce((sum, segment) => sum + segment.bytes, 0)
    while (bytes > limits.maxBytes) {
      const oldest = closed.shift()
      if (!oldest) return
      removedThrough = oldest.lastId
      bytes -= oldest.bytes
      await writeFile(join(dir, REMOVED), String(removedThrough), { mode: OWNER_ONLY })
      await oldest.remove()
    }
  }
  const append = async (lines: readonly KeptLine[]) => {
    const [first] = lines
    if (!first) return
    if (open && open.bytes >= limits.segmentBytes) {
      closed.push(await open.close())
      open = null
      await makeRoom()
    }
    if (!open) await mkdir(dir, { recursive: true, mode: 0o700 })
    open ??= await openSegment(join(dir, segmentName(first.id)), first.id)
    await open.append(lines)
    lastId = open.lastId
  }
  async function* backwards(before: number, text: string) {
    for (const segment of all().reverse()) {
      if (segment.firstId >= before) continue
      const lines = await segment.lines(text)
      if (lines === null) return
      if (lines.length > 0) yield lines.filter(({ id }) => id < before).reverse()
    }
  }

  return {
    get lastId() {
      return lastId
    },
    get removedThrough() {
      return removedThrough
    },
    append,
    backwards,
    async *forwards(after, text) {
      for (const segment of all()) {
        if (segment.lastId <= after) continue
        const lines = await segment.lines(text)
        if (lines && lines.length > 0) yield lines.filter(({ id }) => id > after)
      }
    },
    async keptUntil(container) {
      const ends: { out: KeptEnd | null; err: KeptEnd | null } = { out: null, err: null }
      let oldest = ''
      for await (const lines of backwards(Number.POSITIVE_INFINITY, container.toLowerCase())) {
        for (const { time, stream, ...line } of lines) {
          if (line.container !== container) continue
          oldest ||= secondsBefore(time, OVERLAP_SECONDS)
          if (time < oldest) return ends
          const end = ends[stream]
          if (end === null) ends[stream] = { time, lines: 1 }
          else if (end.time === time) ends[stream] = { time, lines: end.lines + 1 }
        }
      }
      return ends
    },
    async close() {
      if (open) closed.push(await open.close())
      open = null
    },
  }
}

/** The closed files, oldest first, and the first id of the newest one. */
async function segmentsIn(dir: string): Promise<{ closed: ClosedSegment[]; newest: number | null }> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const ids = names.filter((name) => /^\d+\.log$/.test(name)).map((name) => Number.parseInt(name, 10))
  ids.sort((a, b) => a - b)
  const closed: ClosedSegment[] = []
  for (const [at, firstId] of ids.slice(0, -1).entries()) {
    const path = join(dir, segmentName(firstId))
    // An upper bound: ids are shared by all services.
    const lastId = (ids[at + 1] ?? firstId + 1) - 1
    closed.push(closedSegment(path, firstId, lastId, (await stat(path)).size))
  }
  return { closed, newest: ids.at(-1) ?? null }
}

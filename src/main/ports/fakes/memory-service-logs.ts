import { createWaitList } from '@shared/lib/wait-list'
import type { LogLevel, ServiceId, ServiceLogFilter, ServiceLogLine } from '@shared/model/service'
import { epochMs, secondsBefore } from '../log-line-time'
import { type KeptEnd, type NewServiceLine, OVERLAP_SECONDS, type ServiceLogs } from '../service-logs'

interface Kept extends NewServiceLine {
  readonly id: number
  readonly service: ServiceId
  readonly container: string
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** What survives when a store in memory is opened again. */
export interface KeptLines {
  lines: readonly Kept[]
  end: number
  readonly removed: Map<ServiceId, number>
}

export const nothingKept = (): KeptLines => ({ lines: [], end: 0, removed: new Map() })

export function createMemoryServiceLogs(kept: KeptLines = nothingKept(), maxCharacters = 1e9): ServiceLogs {
  const readers = createWaitList()
  const fits = ({ services, level, search }: ServiceLogFilter) => {
    const [text, rank] = [search.toLowerCase(), level === null ? -1 : LEVELS.indexOf(level)]
    return (line: Kept) =>
      (services.length === 0 || services.includes(line.service)) &&
      LEVELS.indexOf(line.level ?? 'info') >= rank &&
      line.text.toLowerCase().includes(text)
  }
  const shown = ({ id, time, service, level, text }: Kept): ServiceLogLine => {
    return { id, at: epochMs(time), service, level, text }
  }
  const makeRoom = (service: ServiceId) => {
    const own = kept.lines.filter((line) => line.service === service)
    let left = own.reduce((sum, { text }) => sum + text.length + 40, 0)
    for (const line of own) {
      if (left <= maxCharacters) break
      left -= line.text.length + 40
      kept.removed.set(service, line.id)
    }
    const through = kept.removed.get(service) ?? 0
    kept.lines = kept.lines.filter((line) => line.service !== service || line.id > through)
  }
  return {
    get end() {
      return kept.end
    },
    async append(service, container, lines) {
      kept.lines = [...kept.lines, ...lines.map((line) => ({ ...line, id: ++kept.end, service, container }))]
      makeRoom(service)
      readers.wakeAll()
    },
    async keptUntil(service, container) {
      const own = kept.lines.filter((line) => line.service === service && line.container === container)
      const oldest = secondsBefore(own.at(-1)?.time ?? '0.0', OVERLAP_SECONDS)
      const endOf = (stream: 'out' | 'err'): KeptEnd | null => {
        const times = own.filter((line) => line.stream === stream && line.time >= oldest).map(({ time }) => time)
        const time = times.at(-1)
        return time === undefined ? null : { time, lines: times.filter((other) => other === time).length }
      }
      return { out: endOf('out'), err: endOf('err') }
    },
    async newest({ before = Number.POSITIVE_INFINITY, limit, ...filter }) {
      const lines = kept.lines.filter(fits(filter)).filter(({ id }) => id < before)
      return lines.slice(-limit).reverse().map(shown)
    },
    async after(id, { limit, ...filter }) {
      const lines = kept.lines.filter(fits(filter)).filter((line) => line.id > id)
      const through = lines.length >= limit ? (lines[limit - 1]?.id ?? kept.end) : kept.end
      const missed = [...kept.removed].filter(([, removed]) => removed > id).map(([service]) => service)
      return { lines: lines.slice(0, limit).map(shown), through, missed }
    },
    async waitForLines(id, signal) {
      while (kept.end <= id && !signal.aborted) await readers.wait(signal)
    },
    async close() {},
  }
}

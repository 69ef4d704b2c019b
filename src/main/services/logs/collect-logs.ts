import type { Clock } from '@main/ports/clock'
import type { Containers, ObservedContainer, PrintedLine } from '@main/ports/containers'
import { secondsBefore } from '@main/ports/printed-time'
import type { NewServiceLine, ServiceLogs } from '@main/ports/service-logs'
import { type KeptEnd, type KeptUntil, OVERLAP_SECONDS } from '@main/ports/service-logs'
import type { Feed } from '@main/signals/feed'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { LogLevel, ServiceId } from '@shared/model/service'
import { textCleaner } from './clean-text'
import { lineBatches } from './line-batches'
import { logLevel } from './log-level'

/** Between attempts to read on, and to keep what could not be kept. */
const AGAIN_MS = 1_000

export interface LogCollectorOptions {
  readonly containers: Pick<Containers, 'printed'>
  readonly logs: Pick<ServiceLogs, 'append' | 'keptUntil'>
  readonly clock: Clock
  /** What must not get into the logs; asked whenever reading begins. */
  readonly secrets: () => readonly string[]
  readonly log: (line: string) => void
}

/**
 * Keeps what every container prints, from where the kept lines end: each line once, whatever ends in between, this process, the
 * container or the engine. A container that has ended is read to its end too. Resolves when the signal aborts.
 */
export async function collectLogs(
  observed: Feed<readonly ObservedContainer[]>,
  options: LogCollectorOptions,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = options
  const reading = new Map<string, Promise<void>>()
  /** Containers that were read to their end, and when that run of them had started. */
  const finished = new Map<string, number>()
  const told = new Set<string>()
  const find = (id: string) => observed.value.find((container) => container.id === id)

  const tell = (service: ServiceId, error: unknown) => {
    const line = `log of ${service}: ${error instanceof FaultError ? faultMessage(error.fault) : String(error)}`
    if (!told.has(line)) log(line)
    told.add(line)
  }
  const keep = async (service: ServiceId, id: string, lines: readonly NewServiceLine[]) => {
    for (;;) {
      try {
        await options.logs.append(service, id, lines)
        told.clear()
        return
      } catch (error) {
        tell(service, error)
        await clock.sleep(AGAIN_MS, signal)
        signal.throwIfAborted()
      }
    }
  }
  const readOn = async ({ id, service }: ObservedContainer) => {
    const kept = await options.logs.keptUntil(service, id)
    const isNew = unkeptLines(kept)
    const toKeep = lineReader(options.secrets())
    const batches = lineBatches((lines) => keep(service, id, lines), clock, signal)
    try {
      for await (const chunk of options.containers.printed(id, readFrom(kept), signal)) {
        const lines = chunk.filter(isNew).map(toKeep)
        if (lines.length > 0) await batches.add(lines)
      }
    } finally {
      await batches.finish()
    }
  }
  const read = async (container: ObservedContainer) => {
    const { id, startedAt, service } = container
    try {
      await readOn(container)
    } catch (error) {
      // That an engine is away or a container gone is known elsewhere.
      if (!signal.aborted && find(id)) tell(service, error)
      await clock.sleep(AGAIN_MS, signal)
      return
    }
    const now = find(id)
    // Either its end has not been seen yet, or the engine cut the stream: then there is more.
    if (now?.startedAt === startedAt && now?.state === 'running') await clock.sleep(AGAIN_MS, signal)
    else if (startedAt !== null) finished.set(id, startedAt)
  }
  const begin = () => {
    for (const id of finished.keys()) if (!find(id)) finished.delete(id)
    for (const container of observed.value) {
      const { id, startedAt } = container
      if (signal.aborted || startedAt === null || reading.has(id) || finished.get(id) === startedAt) continue
      const done = read(container).finally(() => {
        reading.delete(id)
        begin()
      })
      reading.set(id, done)
    }
  }
  for await (const _ of observed.follow(signal)) begin()
  await Promise.all(reading.values())
}

/** Gives lines as they are kept. A stream's lines are read one after the other: some go on with the one before. */
function lineReader(secrets: readonly string[]): (line: PrintedLine) => NewServiceLine {
  const clean = textCleaner(secrets)
  const levels: Record<PrintedLine['stream'], LogLevel | null> = { out: null, err: null }
  return ({ time, stream, text }) => {
    const plain = clean(text)
    levels[stream] = logLevel(plain, levels[stream])
    return { time, stream, level: levels[stream], text: plain }
  }
}

/** From when on a container's output is to be asked for; null: from its beginning. */
export function readFrom({ out, err }: KeptUntil): string | null {
  const times = [out, err].flatMap((end) => end?.time ?? [])
  const newest = times.sort().at(-1)
  return newest === undefined ? null : secondsBefore(newest, OVERLAP_SECONDS)
}

/** Tells, line by line, which of what the engine repeats is kept already. One for each time it is asked. */
export function unkeptLines(kept: KeptUntil): (line: PrintedLine) => boolean {
  const isNew = { out: beyond(kept.out), err: beyond(kept.err) }
  return (line) => isNew[line.stream](line.time)
}

/** Of one stream: its lines up to the end, and of those with just its time as many as are kept. */
function beyond(end: KeptEnd | null): (time: string) => boolean {
  if (end === null) return () => true
  let left = end.lines
  let passed = false
  return (time) => {
    if (passed) return true
    if (time < end.time) return false
    if (time === end.time && left > 0) {
      left--
      return false
    }
    passed = true
    return true
  }
}

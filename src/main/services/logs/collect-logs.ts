import type { Clock } from '@main/ports/clock'
import type { Containers, ObservedContainer, PrintedLine } from '@main/ports/containers'
import { secondsBefore } from '@main/ports/log-line-time'
import type { NewServiceLine, ServiceLogs } from '@main/ports/service-logs'
import { type KeptEnd, type KeptUntil, OVERLAP_SECONDS } from '@main/ports/service-logs'
import type { Feed } from '@main/signals/feed'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { LogLevel, ServiceId } from '@shared/model/service'
import { textCleaner } from './clean-text'
import { lineBatches } from './line-batches'
import { logLevel } from './log-level'

/** The pause before reading or writing is tried again. */
const AGAIN_MS = 1_000

export interface LogCollectorOptions {
  readonly containers: Pick<Containers, 'printed'>
  readonly logs: Pick<ServiceLogs, 'append' | 'keptUntil'>
  readonly clock: Clock
  /** Secrets to remove from the logs; called whenever reading starts. */
  readonly secrets: () => readonly string[]
  readonly log: (line: string) => void
}

/**
 * Keeps the output of every container, continuing after the kept lines: each line once, whichever ends in between, this process, the
 * container or the engine. Also reads a container that has ended to its end. Resolves when the signal aborts.
 */
export async function collectLogs(
  observed: Feed<readonly ObservedContainer[]>,
  options: LogCollectorOptions,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = options
  const reading = new Map<string, Promise<void>>()
  /** Containers that were read to their end, with the start time of that run. */
  const finished = new Map<string, number>()
  const reported = new Set<string>()
  const find = (id: string) => observed.value.find((container) => container.id === id)

  const report = (service: ServiceId, error: unknown) => {
    const line = `log of ${service}: ${error instanceof FaultError ? faultMessage(error.fault) : String(error)}`
    if (!reported.has(line)) log(line)
    reported.add(line)
  }
  const keep = async (service: ServiceId, id: string, lines: readonly NewServiceLine[]) => {
    for (;;) {
      try {
        await options.logs.append(service, id, lines)
        reported.clear()
        return
      } catch (error) {
        report(service, error)
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
      // Other code reports a missing engine or container.
      if (!signal.aborted && find(id)) report(service, error)
      await clock.sleep(AGAIN_MS, signal)
      return
    }
    const now = find(id)
    // Either the end has not been observed yet, or the engine cut the stream and there is more.
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

/** Converts printed lines to kept lines. A stream's lines are read in order, because a line may continue the one before it. */
function lineReader(secrets: readonly string[]): (line: PrintedLine) => NewServiceLine {
  const clean = textCleaner(secrets)
  const levels: Record<PrintedLine['stream'], LogLevel | null> = { out: null, err: null }
  return ({ time, stream, text }) => {
    const plain = clean(text)
    levels[stream] = logLevel(plain, levels[stream])
    return { time, stream, level: levels[stream], text: plain }
  }
}

/** The time from which to read a container's output; null: from its beginning. */
export function readFrom({ out, err }: KeptUntil): string | null {
  const times = [out, err].flatMap((end) => end?.time ?? [])
  const newest = times.sort().at(-1)
  return newest === undefined ? null : secondsBefore(newest, OVERLAP_SECONDS)
}

/** Says, line by line, whether the engine repeats a line that is already kept. Create one per reading. */
export function unkeptLines(kept: KeptUntil): (line: PrintedLine) => boolean {
  const isNew = { out: beyond(kept.out), err: beyond(kept.err) }
  return (line) => isNew[line.stream](line.time)
}

/** For one stream: skips its lines before the end time, and as many lines at exactly that time as are kept. */
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

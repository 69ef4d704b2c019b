import type { EventLog } from '@main/ports/event-log'
import type { LineFile } from '@main/ports/line-file'
import type { EarlierReplay } from '@shared/model/replay'
import { z } from 'zod'
import type { ReplayRequest } from '../stage'
import type { ReplayOptions } from './replay-options'
import { isBegun, positionReached, type ReplayPosition, readReplayPosition } from './replay-progress'
import { retryWhileFull } from './retry-while-full'

/**
 * The number of bytes to replay, and the identity of exactly those bytes; the replay keeps its own identity as the file grows.
 */
const Stretch = z.object({ replay: z.string(), bytes: z.number().int(), identity: z.string() })
type Stretch = z.infer<typeof Stretch>

/** A file that grows every day is recognised even after this many days, from any of its earlier copies. */
const MOST_STRETCHES = 200
/**
 * The log's key for the prefixes of files that ended within their first line: nothing else about such files stays the same as
 * they grow.
 */
const UNFINISHED = 'replays-of:unfinished'

interface KnownReplay {
  /** The identity under which the log keeps the replay's progress. */
  readonly identity: string
  /** Files with the same first line were replayed, and this is none of them. */
  readonly changed: boolean
}

export interface FoundReplay {
  readonly identity: string
  readonly position: ReplayPosition
  readonly earlier: EarlierReplay | null
}

/**
 * The replay that the file continues: the replay of the same bytes, that of a shorter file that is a prefix of this one, or a new
 * one. For each first line, the log keeps the prefixes of files that were replayed. Adds the file's own prefix; null on abort.
 * Call it for one file at a time, shorter files first: each call must see the prefix that the one before has added.
 */
export async function findEarlierReplay(options: ReplayOptions): Promise<KnownReplay | null> {
  const { job, log, lines, signal } = options
  const head = await lines.headIdentity(job.path)
  const id = head === null ? UNFINISHED : `replays-of:${head}`
  const stretches = await stretchesAt(log, id)
  const own = await readReplayPosition(log, job.identity)
  // Older versions of Millrace kept only the progress.
  const mine: Stretch = { replay: job.identity, bytes: job.bytes, identity: job.identity }
  const begun = isBegun(own) ? mine : await earlierStretch(options, head === null ? [] : stretches)
  if (signal.aborted) return null
  const reached = begun ? (await readReplayPosition(log, begun.replay)).offset : 0
  // If the replay has read further than the two files agree, the file is a different one, unless it ends there.
  const known = begun && (reached <= begun.bytes || begun.bytes === job.bytes) ? begun : undefined
  const identity = known?.replay ?? job.identity
  if (!stretches.some((stretch) => stretch.bytes === job.bytes && stretch.identity === job.identity)) {
    // A followed file grows all the time: only its longest stretch is kept.
    const others = job.follow ? stretches.filter((stretch) => stretch !== known) : stretches
    const all = [...others, { ...mine, replay: identity }].slice(-MOST_STRETCHES)
    const mark = { id, produced: new Map(), progress: JSON.stringify(all) }
    if (!(await retryWhileFull(options, () => log.append(job.dataset, [], mark)))) return null
  }
  return { identity, changed: !known && head !== null && stretches.length > 0 }
}

async function stretchesAt(log: EventLog, id: string): Promise<Stretch[]> {
  const kept = await log.progress(id)
  return kept === null ? [] : z.array(Stretch).parse(JSON.parse(kept))
}

/** The longest prefix of the file: among those with the same first line, else among those that ended within it. */
async function earlierStretch(
  { job, log, lines, signal }: ReplayOptions,
  sameHead: readonly Stretch[],
): Promise<Stretch | undefined> {
  const found = await longestOf(job, sameHead, lines, signal)
  if (found) return found
  const unfinished = await longestOf(job, await stretchesAt(log, UNFINISHED), lines, signal)
  // Half a line that was no event is a dead letter: now that the line is complete, it is a new one.
  return unfinished && (await readReplayPosition(log, unfinished.replay)).events > 0 ? unfinished : undefined
}

/** The replay's progress, and what it means for the file. No other replay of the same identity may run after the answer. */
export async function positionOfReplay({ job, log }: ReplayOptions, known: KnownReplay): Promise<FoundReplay> {
  const { identity, changed } = known
  const position = await readReplayPosition(log, identity)
  const reached = positionReached(job.reached, job.format)
  // The lines up to there are stored, or were lost with the log that was removed: replaying the whole file would store most of
  // them twice.
  if (reached.offset > position.offset) {
    return { identity, position: reached, earlier: { kind: 'log-replaced', events: reached.events } }
  }
  if (!isBegun(position)) return { identity, position, earlier: changed ? { kind: 'changed', events: 0 } : null }
  const kind = position.offset >= job.bytes ? 'same' : position.done ? 'grown' : 'continued'
  return { identity, position, earlier: { kind, events: position.events } }
}

/** The longest of the prefixes. */
async function longestOf(
  { path, bytes }: ReplayRequest,
  stretches: readonly Stretch[],
  lines: LineFile,
  signal: AbortSignal,
): Promise<Stretch | undefined> {
  const shorter = stretches.filter((stretch) => stretch.bytes <= bytes).sort((a, b) => b.bytes - a.bytes)
  if (shorter.length === 0) return undefined
  const identities = await lines.identities(
    path,
    shorter.map((stretch) => stretch.bytes),
    signal,
  )
  return shorter.find((stretch) => identities.get(stretch.bytes) === stretch.identity)
}

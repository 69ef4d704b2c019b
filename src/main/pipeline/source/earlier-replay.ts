import type { EventLog } from '@main/ports/event-log'
import type { LineFile } from '@main/ports/line-file'
import type { EarlierReplay } from '@shared/model/replay'
import { z } from 'zod'
import type { ReplayRequest } from '../stage'
import type { ReplayOptions } from './replay-options'
import { isBegun, placeReached, type ReplayPlace, readReplayPlace } from './replay-progress'
import { retryWhileFull } from './retry-while-full'

/** How much of a file a replay was asked for, and the identity of just that much; the replay's own identity stays as the file grows. */
const Stretch = z.object({ replay: z.string(), bytes: z.number().int(), identity: z.string() })
type Stretch = z.infer<typeof Stretch>

/** A file that grows every day is known again after this many days, whichever of its earlier copies comes. */
const MOST_STRETCHES = 200
/** Where the log keeps the stretches of files that ended within their first line: nothing else about them stays as they grow. */
const UNFINISHED = 'replays-of:unfinished'

interface KnownReplay {
  /** The identity under which the log keeps its progress. */
  readonly identity: string
  /** Files that begin with the same line were replayed, and this is none of them. */
  readonly changed: boolean
}

export interface FoundReplay {
  readonly identity: string
  readonly place: ReplayPlace
  readonly earlier: EarlierReplay | null
}

/**
 * The replay that the file goes on with: that of the same bytes, that of a shorter file whose bytes the file begins with, or a new one.
 * The log keeps, for each first line, which stretches of files that begin with it were replayed. Adds the file's own stretch; null on
 * abort. One call at a time, that of a shorter file first: each must see what the one before it has added.
 */
export async function knowReplay(options: ReplayOptions): Promise<KnownReplay | null> {
  const { job, log, lines, signal } = options
  const head = await lines.headIdentity(job.path)
  const id = head === null ? UNFINISHED : `replays-of:${head}`
  const stretches = await stretchesAt(log, id)
  const own = await readReplayPlace(log, job.identity)
  // Older versions of Millrace kept the progress alone.
  const mine: Stretch = { replay: job.identity, bytes: job.bytes, identity: job.identity }
  const begun = isBegun(own) ? mine : await earlierStretch(options, head === null ? [] : stretches)
  if (signal.aborted) return null
  const reached = begun ? (await readReplayPlace(log, begun.replay)).offset : 0
  // Where the replay has read further than the file agrees with it, the file is another one, unless it ends there.
  const known = begun && (reached <= begun.bytes || begun.bytes === job.bytes) ? begun : undefined
  const identity = known?.replay ?? job.identity
  if (!stretches.some((stretch) => stretch.bytes === job.bytes && stretch.identity === job.identity)) {
    const all = [...stretches, { ...mine, replay: identity }].slice(-MOST_STRETCHES)
    const mark = { id, produced: new Map(), progress: JSON.stringify(all) }
    if (!(await retryWhileFull(options, () => log.append(job.dataset, [], mark)))) return null
  }
  return { identity, changed: !known && head !== null && stretches.length > 0 }
}

async function stretchesAt(log: EventLog, id: string): Promise<Stretch[]> {
  const kept = await log.progress(id)
  return kept === null ? [] : z.array(Stretch).parse(JSON.parse(kept))
}

/** The longest stretch that the file begins with: of those with the same first line, else of those that ended within it. */
async function earlierStretch(
  { job, log, lines, signal }: ReplayOptions,
  sameHead: readonly Stretch[],
): Promise<Stretch | undefined> {
  const found = await longestOf(job, sameHead, lines, signal)
  if (found) return found
  const unfinished = await longestOf(job, await stretchesAt(log, UNFINISHED), lines, signal)
  // Half a line that was no event is a dead letter: now that the line is whole, it is new.
  return unfinished && (await readReplayPlace(log, unfinished.replay)).events > 0 ? unfinished : undefined
}

/** How far the replay has come, and what that makes of the file. No other replay of the same identity may run after the answer. */
export async function placeOfReplay({ job, log }: ReplayOptions, known: KnownReplay): Promise<FoundReplay> {
  const { identity, changed } = known
  const place = await readReplayPlace(log, identity)
  const reached = placeReached(job.reached)
  // Its lines up to there are stored, or gone with the log that was removed: from the file's beginning, most would be stored twice.
  if (reached.offset > place.offset) {
    return { identity, place: reached, earlier: { kind: 'log-replaced', events: reached.events } }
  }
  if (!isBegun(place)) return { identity, place, earlier: changed ? { kind: 'changed', events: 0 } : null }
  const kind = place.offset >= job.bytes ? 'same' : place.done ? 'grown' : 'continued'
  return { identity, place, earlier: { kind, events: place.events } }
}

/** The longest of the stretches that the file begins with. */
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

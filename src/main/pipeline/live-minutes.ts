import { createFeed } from '@main/signals/feed'
import type { DatasetName } from '@shared/model/dataset'
import { LIVE_SECONDS, type LiveSecond, type LiveUpdate, RATE_SECONDS } from '@shared/model/live-second'
import type { LiveNews } from './stage'

/** The minimum time between two updates to followers, ms. */
const UPDATE_MS = 500

interface Entry {
  /** What earlier runs of the sink counted in this second: a run counts only events that no earlier run counted. */
  readonly earlier: LiveSecond | null
  readonly current: LiveSecond | null
  readonly version: number
}

interface Board {
  readonly entries: Map<number, Entry>
  counted: readonly number[]
  waiting: number
  waitingVersion: number
}

/** The last five minutes of every dataset, second by second. */
export interface LiveMinutes {
  put(news: LiveNews): void
  /** The number of events in the log that are not stored yet. */
  waits(dataset: DatasetName, waiting: number): void
  /** Starts a new run of the sink. Returns per dataset and partition the offset up to which events are counted. */
  beginRun(): Readonly<Record<DatasetName, readonly number[]>>
  /** First all seconds, then the changed ones. */
  follow(dataset: DatasetName, signal?: AbortSignal): AsyncGenerator<LiveUpdate, void, undefined>
}

export function createLiveMinutes(): LiveMinutes {
  const boards = new Map<DatasetName, Board>()
  const changes = createFeed(0)
  const boardOf = (dataset: DatasetName) => {
    const board = boards.get(dataset) ?? { entries: new Map(), counted: [], waiting: 0, waitingVersion: 0 }
    boards.set(dataset, board)
    return board
  }
  return {
    put({ dataset, seconds, counted }) {
      const board = boardOf(dataset)
      const { entries } = board
      const version = changes.value + 1
      board.counted = counted
      for (const current of seconds) {
        entries.set(current.second, { earlier: entries.get(current.second)?.earlier ?? null, current, version })
      }
      const oldest = Math.max(...entries.keys()) - LIVE_SECONDS - RATE_SECONDS
      for (const second of entries.keys()) if (second <= oldest) entries.delete(second)
      changes.publish(version)
    },
    waits(dataset, waiting) {
      const board = boardOf(dataset)
      if (board.waiting === waiting) return
      const version = changes.value + 1
      board.waiting = waiting
      board.waitingVersion = version
      changes.publish(version)
    },
    beginRun() {
      for (const { entries } of boards.values()) {
        for (const [second, entry] of entries) {
          entries.set(second, { ...entry, earlier: sumOf(entry), current: null })
        }
      }
      return Object.fromEntries([...boards].map(([dataset, { counted }]) => [dataset, counted]))
    },
    async *follow(dataset, signal) {
      const since = (version: number): LiveSecond[] =>
        [...boardOf(dataset).entries.values()]
          .filter((entry) => entry.version > version)
          .flatMap((entry) => sumOf(entry) ?? [])
          .sort((a, b) => a.second - b.second)
      let seen = changes.value
      yield { reset: true, seconds: since(0), waiting: boardOf(dataset).waiting }
      for await (const version of changes.follow(signal)) {
        const { waiting, waitingVersion } = boardOf(dataset)
        const seconds = since(seen)
        const same = seconds.length === 0 && waitingVersion <= seen
        seen = version
        if (same) continue
        yield { reset: false, seconds, waiting }
        await new Promise((resolve) => setTimeout(resolve, UPDATE_MS))
      }
    },
  }
}

function sumOf({ earlier, current }: Entry): LiveSecond | null {
  return earlier && current ? addSeconds(earlier, current) : (current ?? earlier)
}

/** The combined counts of two runs of the sink in the same second. */
export function addSeconds(a: LiveSecond, b: LiveSecond): LiveSecond {
  const types = { ...a.types }
  for (const [type, { events, errors }] of Object.entries(b.types)) {
    const before = types[type] ?? { events: 0, errors: 0 }
    types[type] = { events: before.events + events, errors: before.errors + errors }
  }
  // Quantiles cannot be added: use those over more events.
  const [more, less] = eventsOf(a) >= eventsOf(b) ? [a, b] : [b, a]
  return { second: a.second, types, latency: more.latency ?? less.latency }
}

function eventsOf({ types }: LiveSecond): number {
  return Object.values(types).reduce((sum, { events }) => sum + events, 0)
}

import { createFeed } from '@main/signals/feed'
import type { DatasetName } from '@shared/model/dataset'
import { LIVE_SECONDS, type LiveSecond, type LiveUpdate } from '@shared/model/live'

/** Followers are told this often at most. */
const TELL_MS = 500

/** The last five minutes of every dataset, second by second. */
export interface LiveBoard {
  put(dataset: DatasetName, seconds: readonly LiveSecond[]): void
  /** All seconds first, then those that changed. */
  follow(dataset: DatasetName, signal?: AbortSignal): AsyncGenerator<LiveUpdate, void, undefined>
}

export function createLiveBoard(): LiveBoard {
  const boards = new Map<DatasetName, Map<number, { second: LiveSecond; version: number }>>()
  const changes = createFeed(0)
  const boardOf = (dataset: DatasetName) => {
    const board = boards.get(dataset) ?? new Map<number, { second: LiveSecond; version: number }>()
    boards.set(dataset, board)
    return board
  }
  return {
    put(dataset, seconds) {
      const board = boardOf(dataset)
      const version = changes.value + 1
      for (const second of seconds) board.set(second.second, { second, version })
      const oldest = Math.max(...board.keys()) - LIVE_SECONDS
      for (const second of board.keys()) if (second <= oldest) board.delete(second)
      changes.publish(version)
    },
    async *follow(dataset, signal) {
      const since = (version: number) =>
        [...boardOf(dataset).values()]
          .filter((entry) => entry.version > version)
          .map((entry) => entry.second)
          .sort((a, b) => a.second - b.second)
      let seen = changes.value
      yield { reset: true, seconds: since(0) }
      for await (const version of changes.follow(signal)) {
        const seconds = since(seen)
        seen = version
        if (seconds.length === 0) continue
        yield { reset: false, seconds }
        await new Promise((resolve) => setTimeout(resolve, TELL_MS))
      }
    },
  }
}

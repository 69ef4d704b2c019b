import type { DatasetName } from '@shared/model/dataset'
import type { DeadLetter, DeadLetterPlace } from '@shared/model/dead-letter'
import { letterGroup } from '@shared/model/letter-group'
import type { WindowStart } from '@shared/model/window'
import type { Clock } from '../clock'
import type { DeadLetters, NewDeadLetter } from '../dead-letters'
import { isOfLog } from '../log-epochs'
import type { WindowRows } from '../store'

interface Kept {
  readonly letter: DeadLetter
  readonly body: Uint8Array
}

export function createMemoryDeadLetters(clock: Clock): DeadLetters {
  const kept = new Map<string, Kept>()
  let added = 0
  const of = (dataset?: string) =>
    [...kept.values()].filter(({ letter }) => dataset === undefined || letter.dataset === dataset)
  const add = ({ dataset, place, reason, body, window, records = 1, closed }: NewDeadLetter) => {
    const key = keyOf(dataset, place)
    const { state, note } = closed ?? { state: 'open', note: null }
    const known = kept.get(key)
    if (known) {
      if (closed) kept.set(key, { ...known, letter: { ...known.letter, state, note } })
      return
    }
    const [id, bytes] = [++added, body.length]
    const preview = Buffer.from(body).toString('latin1')
    const letter: DeadLetter = {
      id,
      dataset,
      at: clock.now(),
      place,
      reason,
      records,
      bytes,
      preview,
      window,
      state,
      note,
    }
    kept.set(key, { body, letter })
  }
  return {
    async add(letters) {
      for (const letter of letters) add(letter)
    },
    async list({ dataset, reason, open = false, before = Number.POSITIVE_INFINITY, limit }) {
      const letters = of(dataset).map(({ letter }) => letter)
      return letters
        .filter((letter) => letter.id < before && (reason === undefined || letterGroup(letter.reason) === reason))
        .filter(({ state }) => !open || state === 'open' || state === 'sending')
        .reverse()
        .slice(0, limit)
    },
    ofRecord: async (dataset, { epoch, partition, offset }) =>
      kept.get(keyOf(dataset, { kind: 'log', epoch, partition, offset }))?.letter ?? null,
    among: async (dataset, stretches) =>
      of(dataset).flatMap(({ letter: { place } }) => {
        if (place.kind !== 'log') return []
        const { epoch, partition, offset } = place
        const isAsked = stretches.some(
          (one) => one.epoch === epoch && one.partition === partition && one.from <= offset && offset < one.to,
        )
        return isAsked ? [{ epoch, partition, offset }] : []
      }),
    body: async (id) => [...kept.values()].find(({ letter }) => letter.id === id)?.body ?? null,
    count: async (dataset) => of(dataset).reduce((sum, { letter }) => sum + letter.records, 0),
    async countByWindow(dataset, windows, epochs) {
      const counts = new Map<WindowStart, WindowRows>(windows.map((window) => [window, { current: 0, earlier: 0 }]))
      for (const { place, window, records } of of(dataset).map(({ letter }) => letter)) {
        const before = window === null ? undefined : counts.get(window)
        if (place.kind !== 'log' || window === null || !before) continue
        const whose = isOfLog(epochs, place) ? 'current' : 'earlier'
        counts.set(window, { ...before, [whose]: before[whose] + records })
      }
      return counts
    },
    async clear(dataset) {
      for (const [key, { letter }] of kept) if (letter.dataset === dataset) kept.delete(key)
    },
    async close() {},
  }
}

function keyOf(dataset: DatasetName, place: DeadLetterPlace): string {
  return place.kind === 'file'
    ? JSON.stringify([dataset, place.replay, place.line])
    : JSON.stringify([dataset, place.epoch, place.partition, place.offset])
}

import type { WindowCount } from '@main/ports/event-log'
import type { WindowStart } from '@shared/model/window'
import type { ChangelogEntry } from './changelog-entry'

type Counts = Pick<WindowCount, 'produced' | 'logged' | 'epoch'>
type EpochEntry = ChangelogEntry & { kind: 'epoch' }

/** What the changelog says up to a position. */
export interface ChangelogState {
  /** The offset of the changelog to go on from. */
  position: number
  readonly writer: { readonly claim: string; readonly appends: number } | null
  progress(source: string): string | null
  topic(topic: string): { readonly appended: number; readonly bytes: number }
  window(topic: string, start: WindowStart): Counts
  /** Of the topic as it was created last, oldest first; empty before the first epoch. */
  epochs(topic: string): readonly EpochEntry[]
  /** The windows that changed after `version`, oldest change first; a version is one more than an offset of the changelog. */
  windowsSince(topic: string, version: number): { version: number; windows: WindowCount[] }
  /** Nothing when the position is past this offset already. */
  apply(entry: ChangelogEntry | null, offset: number): void
}

interface Change {
  readonly start: WindowStart
  readonly version: number
}

interface TopicWindows {
  readonly counts: Map<WindowStart, Counts & { readonly version: number }>
  /** In the order of their versions; of a window that changed again, the earlier changes count no more. */
  changes: Change[]
}

/** Changes kept in excess of twice the windows there are, before the outdated ones are left out. */
const SPARE = 1_000

export function createChangelogState(): ChangelogState {
  const progress = new Map<string, string>()
  const topics = new Map<string, { appended: number; bytes: number }>()
  const windows = new Map<string, TopicWindows>()
  const epochs = new Map<string, EpochEntry[]>()
  let writer: ChangelogState['writer'] = null

  const countWindow = (
    { topic, start, produced, logged, epoch }: ChangelogEntry & { kind: 'window' },
    version: number,
  ) => {
    const known: TopicWindows = windows.get(topic) ?? { counts: new Map(), changes: [] }
    windows.set(topic, known)
    known.counts.set(start, { produced, logged, epoch, version })
    known.changes.push({ start, version })
    if (known.changes.length > 2 * known.counts.size + SPARE) known.changes = known.changes.filter(isCurrent(known))
  }

  const beginEpoch = (entry: EpochEntry) => {
    const { topic, epoch, topicId } = entry
    const before = epochs.get(topic) ?? []
    if (before.some((known) => known.epoch === epoch)) return
    const sameTopic = before.at(-1)?.topicId === topicId
    epochs.set(topic, sameTopic ? [...before, entry] : [entry])
    if (sameTopic || before.length === 0) return
    windows.delete(topic)
    topics.delete(topic)
  }

  return {
    position: 0,
    get writer() {
      return writer
    },
    progress: (source) => progress.get(source) ?? null,
    topic: (topic) => topics.get(topic) ?? { appended: 0, bytes: 0 },
    window: (topic, start) => windows.get(topic)?.counts.get(start) ?? { produced: 0, logged: 0, epoch: 0 },
    epochs: (topic) => epochs.get(topic) ?? [],
    windowsSince(topic, version) {
      const known = windows.get(topic)
      if (!known) return { version: 0, windows: [] }
      const changed = known.changes.slice(firstAfter(known.changes, version)).filter(isCurrent(known))
      return {
        version: known.changes.at(-1)?.version ?? 0,
        windows: changed.map(({ start }) => {
          const { produced, logged, epoch } = known.counts.get(start) as Counts
          return { start, produced, logged, epoch }
        }),
      }
    },
    apply(entry, offset) {
      if (offset < this.position) return
      this.position = offset + 1
      switch (entry?.kind) {
        case 'writer':
          writer = { claim: entry.claim, appends: entry.appends }
          break
        case 'progress':
          progress.set(entry.source, entry.progress)
          break
        case 'topic':
          topics.set(entry.topic, { appended: entry.appended, bytes: entry.bytes })
          break
        case 'window':
          countWindow(entry, offset + 1)
          break
        case 'cleared':
          windows.delete(entry.topic)
          break
        case 'epoch':
          beginEpoch(entry)
      }
    },
  }
}

function isCurrent({ counts }: TopicWindows) {
  return ({ start, version }: Change) => counts.get(start)?.version === version
}

/** The index of the first change with a higher version. */
function firstAfter(changes: readonly Change[], version: number): number {
  let [low, high] = [0, changes.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((changes[middle] as Change).version <= version) low = middle + 1
    else high = middle
  }
  return low
}

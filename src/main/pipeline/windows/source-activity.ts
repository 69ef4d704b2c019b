import type { Clock } from '@main/ports/clock'
import type { Feed } from '@main/signals/feed'
import { MINUTE_MS } from '@shared/lib/time'
import { type DatasetName, DEFAULT_DATASET } from '@shared/model/dataset'
import type { Settings } from '@shared/model/settings'
import type { StageStatus } from '@shared/model/stage'
import type { WindowStart } from '@shared/model/window'

/** Knows since when a source generates live events, if any: replays have their own time and do not count. */
export interface SourceActivity {
  since(dataset: DatasetName): number | null
  /** Whether the source is known to have run for only a part of the window, because it was started or stopped in it. */
  partly(dataset: DatasetName, start: WindowStart): boolean
  /** Watches until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

/** The number of start and stop times to keep: windows are judged soon after their end. */
const TURNS_KEPT = 200

export function createSourceActivity(
  stages: Feed<readonly StageStatus[]>,
  settings: Feed<Settings>,
  clock: Clock,
): SourceActivity {
  let began: number | null = null
  const turns: { readonly at: number; readonly on: boolean }[] = []
  const check = () => {
    const source = stages.value.find(({ id }) => id === 'source')
    const on = source?.state.state === 'running' && settings.value.producer.enabled
    if (on === (began !== null)) return
    const at = clock.now()
    began = on ? at : null
    turns.push({ at, on })
    if (turns.length > TURNS_KEPT) turns.shift()
  }
  const follow = async (feed: Feed<unknown>, signal: AbortSignal) => {
    for await (const _ of feed.follow(signal)) check()
  }
  return {
    since: (dataset) => (dataset === DEFAULT_DATASET ? began : null),
    partly(dataset, start) {
      if (dataset !== DEFAULT_DATASET) return false
      const end = start + MINUTE_MS
      // A source that starts in the next window was not running when this one ended; perhaps Millrace was not running.
      return turns.some(({ at, on }) => at > start && at < (on ? end + MINUTE_MS : end))
    },
    async run(signal) {
      await Promise.all([follow(stages, signal), follow(settings, signal)])
    },
  }
}

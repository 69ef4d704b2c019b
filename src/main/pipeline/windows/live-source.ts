import type { Clock } from '@main/ports/clock'
import type { Feed } from '@main/signals/feed'
import { type DatasetName, DEFAULT_DATASET } from '@shared/model/dataset'
import type { Settings } from '@shared/model/settings'
import type { StageStatus } from '@shared/model/stage'

/** Knows whether a source makes events as they happen, and since when: replays have a time of their own and do not count. */
export interface LiveSource {
  since(dataset: DatasetName): number | null
  /** Watches until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

export function createLiveSource(
  stages: Feed<readonly StageStatus[]>,
  settings: Feed<Settings>,
  clock: Clock,
): LiveSource {
  let began: number | null = null
  const look = () => {
    const source = stages.value.find(({ id }) => id === 'source')
    const on = source?.state.state === 'running' && settings.value.producer.enabled
    if (!on) began = null
    else began ??= clock.now()
  }
  const follow = async (feed: Feed<unknown>, signal: AbortSignal) => {
    for await (const _ of feed.follow(signal)) look()
  }
  return {
    since: (dataset) => (dataset === DEFAULT_DATASET ? began : null),
    async run(signal) {
      await Promise.all([follow(stages, signal), follow(settings, signal)])
    },
  }
}

import type { Wanted } from '@main/pipeline/stage'
import { createFeed, type Feed } from '@main/signals/feed'

type Parts = { readonly [K in Exclude<keyof Wanted, 'starts'>]: Feed<Wanted[K]> }

/** What the stages are asked to do, as one feed. It changes with each of its parts while `run` runs. */
export interface StagesWantedFeed {
  readonly feed: Feed<Wanted>
  run(signal: AbortSignal): Promise<void>
}

export function createStagesWantedFeed({ settings, replays, history }: Parts, starts: number): StagesWantedFeed {
  const feed = createFeed<Wanted>({
    settings: settings.value,
    replays: replays.value,
    history: history.value,
    starts,
  })
  const follow = async <T>(part: Feed<T>, change: (value: T) => Partial<Wanted>, signal: AbortSignal) => {
    for await (const value of part.follow(signal)) feed.publish({ ...feed.value, ...change(value) })
  }
  return {
    feed,
    async run(signal) {
      await Promise.all([
        follow(settings, (value) => ({ settings: value }), signal),
        follow(replays, (value) => ({ replays: value }), signal),
        follow(history, (value) => ({ history: value }), signal),
      ])
    },
  }
}

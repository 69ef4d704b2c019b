import type { StageInstructions } from '@main/pipeline/stage'
import { createFeed, type Feed } from '@main/signals/feed'
import type { Settings, SinkKind } from '@shared/model/settings'

type Parts = { readonly [K in Exclude<keyof StageInstructions, 'starts'>]: Feed<StageInstructions[K]> }

/** What the stages are asked to do, as one feed. It changes with each of its parts while `run` runs. */
export interface StageInstructionsFeed {
  readonly feed: Feed<StageInstructions>
  run(signal: AbortSignal): Promise<void>
}

/** `sink`: the one that the backend asks for, whatever the settings say. */
export function createStageInstructionsFeed(
  { settings, replays, history }: Parts,
  starts: number,
  sink: SinkKind | null = null,
): StageInstructionsFeed {
  const inForce = (value: Settings): Settings => (sink === null ? value : { ...value, sink: { kind: sink } })
  const feed = createFeed<StageInstructions>({
    settings: inForce(settings.value),
    replays: replays.value,
    history: history.value,
    starts,
  })
  const follow = async <T>(part: Feed<T>, change: (value: T) => Partial<StageInstructions>, signal: AbortSignal) => {
    for await (const value of part.follow(signal)) feed.publish({ ...feed.value, ...change(value) })
  }
  return {
    feed,
    async run(signal) {
      await Promise.all([
        follow(settings, (value) => ({ settings: inForce(value) }), signal),
        follow(replays, (value) => ({ replays: value }), signal),
        follow(history, (value) => ({ history: value }), signal),
      ])
    },
  }
}

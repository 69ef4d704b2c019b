import type { Clock } from '@main/ports/clock'
import { faultMessage } from '@shared/model/fault-message'
import type { ServiceId, ServicesStatus } from '@shared/model/service'
import type { Runner } from '../runner'
import type { AlarmFacts } from './alarm-facts'

/** Where the facts come from. Each answer may fail: then it is unknown. */
export interface FactSources {
  readonly clock: Clock
  readonly runner: Pick<Runner, 'feed' | 'wanted'>
  readonly services: () => ServicesStatus
  /** The services that the stages need. */
  readonly needed: () => readonly ServiceId[]
  /** A file is replayed, or history is made. */
  readonly filling: () => boolean
  readonly dataDir: string
  /** Free bytes on the disk of the folder; null when unknown. */
  freeDisk(dir: string): Promise<number | null>
  windows(): Promise<NonNullable<AlarmFacts['windows']>>
  deadLetters(): Promise<NonNullable<AlarmFacts['deadLetters']>>
  webhooks(): Promise<NonNullable<AlarmFacts['webhooks']>>
}

/** One moment of the pipeline. Never rejects. */
export async function gatherFacts(sources: FactSources): Promise<AlarmFacts> {
  const { clock, runner, dataDir } = sources
  const [windows, deadLetters, freeDiskBytes, webhooks] = await Promise.all([
    sources.windows().catch(() => null),
    sources.deadLetters().catch(() => null),
    sources.freeDisk(dataDir).catch(() => null),
    sources.webhooks().catch(() => null),
  ])
  const needed = sources.needed()
  const { engine, services } = sources.services()
  return {
    elapsed: clock.elapsed(),
    now: clock.now(),
    stages: runner.feed.value.map((stage) => ({ ...stage, wanted: runner.wanted(stage.id) })),
    services,
    needed,
    engineAway: needed.length > 0 && engine.state === 'away' ? faultMessage(engine.fault) : null,
    filling: sources.filling(),
    windows,
    deadLetters,
    freeDiskBytes,
    dataDir,
    webhooks,
  }
}

import { formatDuration } from '@shared/model/duration'
import type { StageContext, Tell } from '../stage'
import type { createFreshness } from './freshness'
import type { RecordDecoder } from './record-decoder'

const REPORT_MS = 250

/** Reports the sink's throughput and latency periodically. The card's line begins with `who`. */
export async function reportFigures(
  { ports, tell, signal }: StageContext,
  decoders: readonly RecordDecoder[],
  freshness: ReturnType<typeof createFreshness>,
  who: () => string | null,
): Promise<void> {
  while (!signal.aborted) {
    reportLive(tell, decoders)
    const waits: (string | null)[] = []
    for (const { dataset, schemas } of decoders) {
      waits.push(schemas.waitsFor, heldBack(await ports.log.heldSince(dataset.name), ports.clock.now()))
    }
    const ages = freshness.quantiles(ports.clock.now())
    const age = ages.minute ? `${formatDuration(ages.minute.p50)} to the store` : 'nothing new'
    tell('freshness', ages)
    const note = [who(), ...waits, age].filter((part) => part !== null).join(' · ')
    tell('note', note)
    await ports.clock.sleep(REPORT_MS, signal)
  }
}

/** Millrace's own transactions end long before this. */
const LONG_OPEN_MS = 5_000

function heldBack(since: number | null, now: number): string | null {
  if (since === null || Math.abs(now - since) < LONG_OPEN_MS) return null
  return `Waits for a transaction of another producer (open since ${new Date(since).toISOString().slice(11, 19)} UTC)`
}

/** Reports the live charts' counts since the last call. */
export function reportLive(tell: Tell, decoders: readonly RecordDecoder[]): void {
  for (const { dataset, live, counted } of decoders) {
    const seconds = live.changes()
    if (seconds.length > 0) tell('live', { dataset: dataset.name, seconds, counted: [...counted] })
  }
}

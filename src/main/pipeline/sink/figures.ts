import type { StageContext } from '../stage'
import type { createFreshness } from './freshness'
import type { Lane } from './lane'

const REPORT_MS = 250

/** Tells what the sink has done and what waits, again and again. `who` begins the card's line. */
export async function tellFigures(
  { ports, tell, signal }: StageContext,
  lanes: readonly Lane[],
  freshness: ReturnType<typeof createFreshness>,
  who: () => string | null,
): Promise<void> {
  while (!signal.aborted) {
    let total = 0
    let backlog = 0
    const waits: (string | null)[] = []
    for (const { dataset, live, schemas } of lanes) {
      const [{ appended }, foreign, { end }, committed] = await Promise.all([
        ports.log.usage(dataset.name),
        ports.foreign?.total(dataset.name) ?? 0,
        ports.log.offsets(dataset.name),
        ports.log.committed(dataset.name),
      ])
      const waiting = end.reduce((sum, offset, partition) => sum + offset - (committed[partition] ?? 0), 0)
      // Of other producers only what the sink has come to is counted, so there may wait more than ever was.
      backlog += waiting
      total += Math.max(0, appended + foreign - waiting)
      waits.push(schemas.waitsFor, heldBack(await ports.log.heldSince(dataset.name), ports.clock.now()))
      const seconds = live.changes()
      if (seconds.length > 0) tell('live', { dataset: dataset.name, seconds })
    }
    const ages = freshness.quantiles(ports.clock.now())
    const age = ages.minute ? `${Math.round(ages.minute.p50)} ms to the store` : 'nothing new'
    tell('freshness', ages)
    const note = [who(), ...waits, age].filter((part) => part !== null).join(' · ')
    tell('figures', { total, unit: 'events', backlog, note })
    await ports.clock.sleep(REPORT_MS, signal)
  }
}

/** Millrace's own transactions are over long before. */
const LONG_OPEN_MS = 5_000

function heldBack(since: number | null, now: number): string | null {
  if (since === null || now - since < LONG_OPEN_MS) return null
  return `Waits for a transaction of another producer (open since ${new Date(since).toISOString().slice(11, 19)} UTC)`
}

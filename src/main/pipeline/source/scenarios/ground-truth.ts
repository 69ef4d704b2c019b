import type { ObjectStore } from '@main/ports/object-store'
import { bucketOf, DEFAULT_DATASET } from '@shared/model/dataset'
import type { RunningScenario } from '@shared/model/scenario'

/** Saves the labels of a scenario, and replaces earlier ones. */
export async function putGroundTruth(
  objects: Pick<ObjectStore, 'put'>,
  running: RunningScenario,
  stoppedAt?: number,
): Promise<void> {
  await objects.put(bucketOf(DEFAULT_DATASET), groundTruthKey(running), truthOf(running, stoppedAt))
}

/** The object with a scenario's labels, next to the extracts and reports of the same time. */
export function groundTruthKey({ startedAt }: RunningScenario): string {
  return `truth_${iso(startedAt).slice(0, 19).replace('T', '_').replaceAll(':', '-')}.json`
}

/** The scenario's disturbances with their real times: until `stoppedAt`, when it was stopped before its end. */
function truthOf({ scenario, startedAt }: RunningScenario, stoppedAt = Number.POSITIVE_INFINITY): Uint8Array {
  const disturbances = scenario.disturbances.flatMap((disturbance) => {
    const from = startedAt + disturbance.startSeconds * 1_000
    const to = Math.min(from + disturbance.lengthSeconds * 1_000, stoppedAt)
    return from < stoppedAt ? [{ ...disturbance, from: iso(from), to: iso(to) }] : []
  })
  const stopped = stoppedAt === Number.POSITIVE_INFINITY ? {} : { stoppedAt: iso(stoppedAt) }
  const truth = { scenario: scenario.name, startedAt: iso(startedAt), ...stopped, disturbances }
  return new TextEncoder().encode(`${JSON.stringify(truth, null, 2)}\n`)
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

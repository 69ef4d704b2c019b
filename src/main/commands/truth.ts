import type { RunningScenario } from '@shared/model/scenario'

/** The object that keeps what a scenario did, beside the extracts and reports of the same time. */
export function truthKey({ startedAt }: RunningScenario): string {
  return `truth_${iso(startedAt).slice(0, 19).replace('T', '_').replaceAll(':', '-')}.json`
}

/** The scenario's disturbances with the times they had. */
export function truthOf({ scenario, startedAt }: RunningScenario): Uint8Array {
  const disturbances = scenario.disturbances.map((disturbance) => {
    const from = startedAt + disturbance.startSeconds * 1_000
    return { ...disturbance, from: iso(from), to: iso(from + disturbance.lengthSeconds * 1_000) }
  })
  const truth = { scenario: scenario.name, startedAt: iso(startedAt), disturbances }
  return new TextEncoder().encode(`${JSON.stringify(truth, null, 2)}\n`)
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

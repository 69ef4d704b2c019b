import type { Disturbance } from '@shared/model/scenario'
import { formatSpan } from '../../ui/format/time-span'

type Labels = Readonly<Record<string, string>>

/** The affected types, and the effect: "Checkout: 15 % fail". */
export function whatWords(disturbance: Disturbance, labels: Labels): string {
  return `${whoWords(disturbance.types, labels)}: ${effectWords(disturbance)}`
}

/** "for 10 min", "for 15 min, after 5 min" */
export function whenWords({ startSeconds, lengthSeconds }: Disturbance): string {
  const length = `for ${formatSpan(lengthSeconds)}`
  return startSeconds === 0 ? length : `${length}, after ${formatSpan(startSeconds)}`
}

/** Seconds from the scenario's beginning to the end of its last disturbance. */
export function lengthOf(disturbances: readonly Disturbance[]): number {
  return Math.max(...disturbances.map(({ startSeconds, lengthSeconds }) => startSeconds + lengthSeconds))
}

function whoWords(types: readonly string[] | undefined, labels: Labels): string {
  if (!types) return 'All events'
  const names = types.map((type) => labels[type] ?? type)
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function effectWords(disturbance: Disturbance): string {
  switch (disturbance.kind) {
    case 'error-burst':
      return `${percent(disturbance.errorRate)} fail`
    case 'error-creep':
      return `errors creep to ${percent(disturbance.errorRate)}`
    case 'slowdown':
      return `${disturbance.factor} × slower`
    case 'spike':
      return `${disturbance.factor} × more`
    case 'silence':
      return 'none'
    case 'bad-deploy':
      return `${percent(disturbance.errorRate)} fail, ${disturbance.factor} × slower`
    case 'partial-outage':
      return `${percent(disturbance.share)} fail with ${disturbance.errorCode}`
    case 'late':
      return `${percent(disturbance.share)} come ${formatSpan(disturbance.delaySeconds)} late`
    case 'duplicate':
      return `${percent(disturbance.share)} come twice`
    case 'malformed':
      return `${percent(disturbance.share)} are cut off`
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}

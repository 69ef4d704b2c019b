import type { Affected, Measure } from '@shared/model/anomaly'
import { formatCount } from '../../ui/format/numbers'

/** Counts are exact up to this number. */
const EXACT = 1_000

const EVENTS: Record<Measure, readonly [one: string, many: string]> = {
  'error-rate': ['failed event', 'failed events'],
  volume: ['event', 'events'],
  latency: ['slow event', 'slow events'],
}

/** "15 failed events of 2 users in 3 sessions", without parts that the dataset does not have. */
export function affectedWords({ events, users, sessions }: Affected, measure: Measure): string {
  const [one, many] = EVENTS[measure]
  const words = [`${formatCount(events)} ${events === 1 ? one : many}`]
  if (users !== null) words.push(`of ${about(users)} ${users === 1 ? 'user' : 'users'}`)
  if (sessions !== null) words.push(`in ${about(sessions)} ${sessions === 1 ? 'session' : 'sessions'}`)
  return words.join(' ')
}

function about(count: number): string {
  return `${count > EXACT ? 'about ' : ''}${formatCount(count)}`
}

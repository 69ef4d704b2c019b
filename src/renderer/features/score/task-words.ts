import type { ScoreTask } from '@shared/model/score'
import { formatCount } from '../../ui/format/numbers'

/** "24 hours at 6,000 events a minute, seed 1, Error burst and Silence" */
export function taskWords({ hours, eventsPerMinute, seed, scenarios }: ScoreTask): string {
  const names = scenarios.map(({ name }) => name)
  const which = names.length === 0 ? 'no scenario' : names.length > 3 ? `${names.length} scenarios` : names.join(', ')
  const time = `${formatCount(hours)} ${hours === 1 ? 'hour' : 'hours'}`
  return `${time} at ${formatCount(eventsPerMinute)} events a minute, seed ${seed}, ${which}`
}

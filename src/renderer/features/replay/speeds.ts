import type { ReplaySpeed } from '@shared/model/replay'

/** The speed of event time. */
export const SPEEDS: readonly { speed: ReplaySpeed; label: string }[] = [
  { speed: 1, label: '1×' },
  { speed: 60, label: '60×' },
  { speed: 'max', label: 'Max' },
]

export function speedWords(speed: ReplaySpeed): string {
  return speed === 'max' ? 'as fast as possible' : speed === 1 ? 'in real time' : `${speed} times real time`
}

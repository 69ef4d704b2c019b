import type { Delivery, DeliveryState, IncidentChange } from '@shared/model/alert'
import type { Tone } from '../../ui/badge'
import { formatSecond } from '../../ui/format/time'

export const CHANGES: Record<IncidentChange, string> = {
  opened: 'it began',
  acknowledged: 'it was acknowledged',
  ended: 'it ended',
}

export const STATES: Record<DeliveryState, { word: string; tone: Tone; meaning: string }> = {
  waiting: { word: 'waiting', tone: 'accent', meaning: 'it is tried again by itself' },
  sending: { word: 'sending', tone: 'accent', meaning: 'an answer is awaited' },
  delivered: { word: 'delivered', tone: 'success', meaning: 'it was taken' },
  failed: { word: 'failed', tone: 'error', meaning: 'it is not tried again by itself' },
  unknown: {
    word: 'unknown',
    tone: 'warning',
    meaning: 'Millrace ended while it was sending: it may have arrived, and is not sent twice by itself',
  },
}

/** "HTTP 200", "HTTP 500, 3 attempts, next at 12:05:30", "it was refused (HTTP 404)" */
export function outcomeWords({ state, outcome, attempts, nextAt }: Delivery, now: number): string {
  const tries = attempts > 1 ? [`${attempts} attempts`] : []
  const next = state === 'waiting' && nextAt !== null && nextAt > now ? [`next at ${formatSecond(nextAt)}`] : []
  return [...(outcome === null ? [] : [outcome]), ...tries, ...next].join(', ')
}

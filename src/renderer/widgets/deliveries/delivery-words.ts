import type { Delivery, DeliveryState, IncidentChange } from '@shared/model/alert'
import type { Tone } from '../../ui/badge'
import { formatSecond } from '../../ui/format/time'

export const CHANGES: Record<IncidentChange, string> = {
  opened: 'started',
  acknowledged: 'acknowledged',
  ended: 'ended',
}

export const STATES: Record<DeliveryState, { word: string; tone: Tone; meaning: string }> = {
  waiting: { word: 'waiting', tone: 'accent', meaning: 'retried automatically' },
  sending: { word: 'sending', tone: 'accent', meaning: 'waiting for a response' },
  delivered: { word: 'delivered', tone: 'success', meaning: 'accepted by the recipient' },
  failed: { word: 'failed', tone: 'error', meaning: 'not retried automatically' },
  unknown: {
    word: 'unknown',
    tone: 'warning',
    meaning: 'Millrace stopped while sending: it may have arrived, so it is not resent automatically',
  },
}

/** "HTTP 200", "HTTP 500, 3 attempts, next at 12:05:30", "it was refused (HTTP 404)" */
export function outcomeWords({ state, outcome, attempts, nextAt }: Delivery, now: number): string {
  const tries = attempts > 1 ? [`${attempts} attempts`] : []
  const next = state === 'waiting' && nextAt !== null && nextAt > now ? [`next at ${formatSecond(nextAt)}`] : []
  return [...(outcome === null ? [] : [outcome]), ...tries, ...next].join(', ')
}

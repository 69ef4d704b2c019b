import type { Expected, Measure } from '@shared/model/anomaly'
import { formatLatency } from '@shared/model/duration'
import { formatCount, formatPercent } from './numbers'

export const MEASURES: Record<Measure, string> = {
  'error-rate': 'Error rate',
  volume: 'Volume',
  latency: 'Latency',
}

/** A value of a measure with its unit: "15.1 %", "1,204 a minute", "412 ms". */
export function formatMeasured(measure: Measure, value: number): string {
  switch (measure) {
    case 'error-rate':
      return formatPercent(value)
    case 'volume':
      return `${formatCount(value)} a minute`
    case 'latency':
      return formatLatency(value)
  }
}

/** "3.5–7.5 %"; a side at the limit of possible values is left out: "under 20.0 %". */
export function formatExpected(measure: Measure, { low, high }: Expected): string {
  const [from, to] = [formatMeasured(measure, low), formatMeasured(measure, high)]
  if (measure === 'latency' && high >= 10_000) return `${from} to ${to}`
  const unit = /[^\d.,]+$/.exec(to)?.[0] ?? ''
  return from.endsWith(unit) && !from.startsWith('<')
    ? `${from.slice(0, from.length - unit.length)}–${to}`
    : `up to ${to}`
}

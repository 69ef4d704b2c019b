import type { Anomaly } from '@shared/model/anomaly'
import { formatLatency } from '@shared/model/duration'

/** The anomaly in plain words, such as "Payment errors 15.1 %, expected 3.5–7.5 %, since 17:03." Times are UTC. */
export function anomalySentence(anomaly: Omit<Anomaly, 'sentence'>, label: string): string {
  const since = new Date(anomaly.since).toISOString().slice(11, 16)
  return `${fact(anomaly, label)}, since ${since}.`
}

function fact(
  { type, measure, shape, observed, expected: { low, high } }: Omit<Anomaly, 'sentence'>,
  label: string,
): string {
  switch (measure) {
    case 'error-rate':
      return `${label} errors ${shape === 'drift' ? 'crept up to ' : ''}${percent(observed)} %, expected ${percent(low)}–${percent(high)} %`
    case 'volume': {
      const none = type === null ? 'No events at all' : `No ${label} events`
      const count = observed === 0 ? none : `${label} events ${number(observed)} a minute`
      return `${count}, expected ${number(low)}–${number(high)}`
    }
    case 'latency':
      return `${label} p95 latency ${formatLatency(observed)}, expected ${latencies(low, high)}`
  }
}

function latencies(low: number, high: number): string {
  return high < 10_000 ? `${number(low)}–${formatLatency(high)}` : `${formatLatency(low)} to ${formatLatency(high)}`
}

function percent(share: number): string {
  return (share * 100).toFixed(1)
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en')
}

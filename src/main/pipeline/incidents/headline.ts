import type { Finding, Incident } from '@shared/model/incident'

/** An incident in one plain sentence: its peak, and before it, if most types show the same, a note about that. */
export function headline({ type, types, peak }: Pick<Incident, 'type' | 'types' | 'peak'>): string {
  const { finding } = peak
  if (type !== null || finding.type === null || types.length < 2) return finding.sentence
  return `${what(finding)} of ${types.length} event types. Largest deviation: ${finding.sentence}`
}

function what({ measure, observed, expected }: Finding): string {
  switch (measure) {
    case 'error-rate':
      return 'More errors'
    case 'latency':
      return 'Slower answers'
    case 'volume':
      return observed < expected.value ? 'Fewer events' : 'More events'
  }
}

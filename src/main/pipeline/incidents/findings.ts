import type { TouchAnswer, TouchQuestion } from '@main/ports/analyser'
import type { Anomaly, Touched } from '@shared/model/anomaly'
import { countDistinct } from '@shared/model/distinct'
import type { Finding } from '@shared/model/incident'
import type { TouchingFinding } from './judged-window'

type Deviation = Pick<Finding, 'type' | 'measure' | 'observed' | 'expected'>

/** Which rows of its window a deviation is made of. */
export function rowsBehind({ type, measure, expected }: Deviation): TouchQuestion {
  return {
    type,
    errorsOnly: measure === 'error-rate',
    slowerThan: measure === 'latency' ? expected.high : null,
  }
}

export function touchedOf({ events, users, sessions }: TouchAnswer): Touched {
  return { events, users: users && countDistinct(users), sessions: sessions && countDistinct(sessions) }
}

/** An anomaly of a report as what an incident is made of. */
export function findingOf(anomaly: Anomaly): Finding {
  const { errorCodesThatGrew, observedRange: _, touched: __, ...same } = anomaly
  return { ...same, cause: { kind: 'anomaly' }, errorCodes: errorCodesThatGrew, touched: null }
}

export function touching(finding: Finding, answer: TouchAnswer | null): TouchingFinding {
  return {
    finding: { ...finding, touched: answer && touchedOf(answer) },
    users: answer?.users ?? null,
    sessions: answer?.sessions ?? null,
  }
}

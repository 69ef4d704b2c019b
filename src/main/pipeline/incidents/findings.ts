import type { AffectedCounts, AffectedQuestion, RowsThat } from '@main/ports/extract-reader'
import type { Affected, Anomaly } from '@shared/model/anomaly'
import { countDistinct } from '@shared/model/distinct-count'
import type { Finding } from '@shared/model/incident'
import type { JudgedWindow } from './judged-window'

/** The rows of its window that cause a deviation. */
function rowsOf({ measure, expected }: Finding): RowsThat {
  return { errorsOnly: measure === 'error-rate', slowerThan: measure === 'latency' ? expected.high : null }
}

/** The queries on an extract: for each finding, and then for each type with a finding, the users and sessions concerned. */
export function questionsOf(findings: readonly Finding[]): AffectedQuestion[] {
  const ofTypes = typesOf(findings).map((type) => ({
    type,
    fits: findings.filter((finding) => finding.type === type).map(rowsOf),
  }))
  return [...findings.map((finding) => ({ type: finding.type, fits: [rowsOf(finding)] })), ...ofTypes]
}

/** The findings with the query results for each, and the results for the types. Without results no users are counted. */
export function withAffected(
  findings: readonly Finding[],
  answers: readonly AffectedCounts[],
): Pick<JudgedWindow, 'findings' | 'touched'> {
  const touched = typesOf(findings).flatMap((type, i) => {
    const answer = answers[findings.length + i]
    return answer ? [{ type, ...answer }] : []
  })
  return {
    findings: findings.map((finding, i) => {
      const answer = answers[i]
      return answer ? { ...finding, touched: affectedOf(answer) } : finding
    }),
    touched,
  }
}

function typesOf(findings: readonly Finding[]): (string | null)[] {
  return [...new Set(findings.map(({ type }) => type))]
}

function affectedOf({ events, users, sessions }: AffectedCounts): Affected {
  return { events, users: users && countDistinct(users), sessions: sessions && countDistinct(sessions) }
}

/** Converts an anomaly of a report into an incident's finding. */
export function findingOf(anomaly: Anomaly): Finding {
  const { errorCodesThatGrew, observedRange: _, touched: __, ...same } = anomaly
  return { ...same, cause: { kind: 'anomaly' }, errorCodes: errorCodesThatGrew, touched: null }
}

import { assertNever } from '@shared/model/assert-never'
import type { Fault } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { PullProgress, ServiceId, ServiceState, ServiceStatus, StartCondition } from '@shared/model/service'
import type { Tone } from '../../ui/badge'
import { formatBytes, formatBytesOf, formatOrdinal } from '../../ui/format/numbers'
import { formatUptime } from '../../ui/format/time-span'

/** A service's state in its row: one word, and the reason. */
export interface StateWords {
  readonly word: string
  readonly tone: Tone
  readonly reason: string
}

/** `titleOf`: the title of another service; `now`: epoch ms. */
export function stateWords(
  { service, wanted, state }: Pick<ServiceStatus, 'service' | 'wanted' | 'state'>,
  titleOf: (service: ServiceId) => string,
  now: number,
): StateWords {
  const since = (at: number) => formatUptime(now - at)
  switch (state.state) {
    case 'missing':
      return { word: wanted ? 'queued' : 'not started', tone: 'outline', reason: service.about }
    case 'stopped':
      return { word: wanted ? 'queued' : 'stopped', tone: 'outline', reason: stoppedWords(state) ?? service.about }
    case 'waiting':
      return {
        word: 'waiting',
        tone: 'accent',
        reason: `waiting for ${titleOf(state.for)} ${CONDITIONS[state.condition]}`,
      }
    case 'pulling':
      return { word: 'pulling', tone: 'accent', reason: pullWords(state.progress) }
    case 'building':
      return { word: 'building', tone: 'accent', reason: state.step }
    case 'starting':
      return { word: 'starting', tone: 'accent', reason: `for ${since(state.since)}, not yet healthy` }
    case 'healthy':
      return { word: 'healthy', tone: 'success', reason: `up ${since(state.since)}` }
    case 'unhealthy':
      return {
        word: 'unhealthy',
        tone: 'error',
        reason: faultMessage({ code: 'service-unhealthy', service: service.title, output: state.output }),
      }
    case 'restarting':
      return { word: 'restarting', tone: 'warning', reason: restartWords(state) }
    case 'stopping':
      return { word: 'stopping', tone: 'accent', reason: 'finishing its work' }
    case 'failed':
      return { word: FAILURES[state.fault.code] ?? 'failed', tone: 'error', reason: failureWords(state.fault) }
    default:
      return assertNever(state)
  }
}

const CONDITIONS: Record<StartCondition, string> = {
  service_started: 'to start',
  service_healthy: 'to be healthy',
  service_completed_successfully: 'to finish',
}

/** The words for failures that need more than "failed". */
const FAILURES: Partial<Record<Fault['code'], string>> = {
  'service-port-taken': 'port taken',
  'image-missing': 'no image',
  'pull-failed': 'not pulled',
  'build-failed': 'not built',
  'memory-short': 'no memory',
}

/** "118 of 190 MB · 14 MB/s · 5 s left" */
export function pullWords({
  done,
  total,
  bytesPerSecond,
  secondsLeft,
  attempt = 0,
}: Omit<PullProgress, 'image' | 'attempt'> & { attempt?: number }): string {
  const parts = total === 0 ? ['reading the size'] : [formatBytesOf(done, total)]
  if (bytesPerSecond > 0) parts.push(`${formatBytes(bytesPerSecond)}/s`)
  if (secondsLeft !== null) parts.push(`${formatUptime(Math.ceil(secondsLeft) * 1_000)} left`)
  if (attempt > 0) parts.push(`${formatOrdinal(attempt + 1)} attempt, the connection was lost`)
  return parts.join(' · ')
}

function restartWords({ count, exitCode, outOfMemory }: Extract<ServiceState, { state: 'restarting' }>): string {
  const why = outOfMemory ? 'killed for using more than its memory' : exitCode === null ? null : `exit code ${exitCode}`
  return [`${formatOrdinal(Math.max(1, count))} time`, why].filter((part) => part !== null).join(', ')
}

function stoppedWords({ exitCode }: Extract<ServiceState, { state: 'stopped' }>): string | null {
  // 143 and 137 are the exit codes of a program that was asked to stop.
  return exitCode === null || [0, 137, 143].includes(exitCode) ? null : `exit code ${exitCode}`
}

/** A shorter reason, for use next to the button that solves the problem. */
function failureWords(fault: Fault): string {
  if (fault.code !== 'service-port-taken' || fault.free === null) return faultMessage(fault)
  return `Port ${fault.port} is used by ${fault.by ?? 'another program'}`
}

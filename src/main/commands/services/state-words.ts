import { assertNever } from '@shared/model/assert-never'
import { faultMessage } from '@shared/model/fault-message'
import type { PullProgress, ServiceState } from '@shared/model/service'

/** A state in one line. `titleOf` names the service that is waited for. */
export function stateWords(state: ServiceState, titleOf: (id: string) => string): string {
  switch (state.state) {
    case 'missing':
      return 'no container'
    case 'stopped':
      return state.exitCode === null ? 'stopped' : `stopped (code ${state.exitCode})`
    case 'waiting':
      return `waiting for ${titleOf(state.for)}`
    case 'pulling':
      return `pulling, ${pullWords(state.progress)}`
    case 'building':
      return `building, ${state.step}`
    case 'restarting':
      return `restarting, exited${timesWords(state.count)}${endingWords(state)}`
    case 'unhealthy':
      return `unhealthy: ${state.output}`
    case 'failed':
      return faultMessage(state.fault)
    case 'starting':
    case 'healthy':
    case 'stopping':
      return state.state
    default:
      return assertNever(state)
  }
}

function pullWords({ done, total, bytesPerSecond, secondsLeft, attempt }: PullProgress): string {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
  const left = secondsLeft === null ? '' : `, ${Math.ceil(secondsLeft)} s left`
  const again = attempt === 0 ? '' : `, attempt ${attempt + 1}`
  return `${megabytes(done)} of ${megabytes(total)}, ${megabytes(bytesPerSecond)}/s${left}${again}`
}

/** Who only looks does not know how often. */
function timesWords(count: number): string {
  if (count === 0) return ''
  return count === 1 ? ' once' : ` ${count} times`
}

function endingWords({ exitCode, outOfMemory }: { exitCode: number | null; outOfMemory: boolean }): string {
  if (outOfMemory) return ' out of memory'
  return exitCode === null ? '' : ` with code ${exitCode}`
}

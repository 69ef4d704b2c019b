import { countOf } from '@shared/lib/count-of'
import { assertNever } from '@shared/model/assert-never'
import { type CopyJob, type CopyStep, sourceOf, targetOf } from '@shared/model/copy'
import { faultMessage } from '@shared/model/fault-message'
import { nameOfBackend } from '../../state/backends'
import { formatCount } from '../../ui/format/numbers'

const DOING: Record<CopyStep, string> = {
  opening: 'starting',
  settling: 'storing what is still in the log',
  schemas: 'schemas',
  events: 'events',
  'dead-letters': 'dead letters',
  objects: 'extracts and reports',
  ledger: 'ledger',
  verifying: 'comparing both sides',
}

/** What has become of a copy, in a line. */
export function copyTitle(job: CopyJob): string {
  const { state, step } = job
  const name = nameOfBackend(targetOf(job))
  switch (state) {
    case 'running':
      return `Copying to ${name}: ${DOING[step]}`
    case 'removing':
      return `Removing what was copied to ${name}`
    case 'done':
      return `Everything was copied to ${name}, and all counts and checksums are equal`
    case 'different':
      return `Everything was copied to ${name}, but not everything is equal`
    case 'cancelled':
      return `The copy to ${name} is unfinished`
    case 'failed':
      return `The copy to ${name} failed`
    default:
      return assertNever(state)
  }
}

/** The figures, and what to do next. */
export function copyNote(job: CopyJob): string {
  const name = nameOfBackend(targetOf(job))
  const blocked = `${name} cannot be used until the copy is finished or removed.`
  switch (job.state) {
    case 'running':
      return figuresOf(job)
    case 'removing':
      return `Events, extracts, reports and the ledger in ${name} are deleted. ${nameOfBackend(sourceOf(job))} keeps everything.`
    case 'done':
      return `${copiedOf(job)}. The stages were stopped when the copy ended: choose ${name} above, or start them again on the Pipeline screen.`
    case 'different':
      return `${copiedOf(job)}. ${blocked}`
    case 'cancelled':
      return `${copiedOf(job)} so far. ${blocked}`
    case 'failed':
      return `${job.fault ? faultMessage(job.fault) : ''}${job.claimed ? ` ${blocked}` : ''}`
    default:
      return assertNever(job.state)
  }
}

/** From 0 to 1: events take the most time, then objects, then windows. */
export function copyShare({ figures, state }: CopyJob): number {
  if (state === 'done' || state === 'different') return 1
  const { events, eventsTotal, objects, objectsTotal, windows, windowsTotal } = figures
  const part = (done: number, total: number) => (total === 0 ? 0 : Math.min(1, done / total))
  return 0.8 * part(events, eventsTotal) + 0.1 * part(objects, objectsTotal) + 0.1 * part(windows, windowsTotal)
}

function figuresOf({ step, figures, eventsPerSecond, secondsLeft }: CopyJob): string {
  const { events, eventsTotal, objects, objectsTotal, windows, windowsTotal } = figures
  switch (step) {
    case 'events': {
      const speed = eventsPerSecond === null ? '' : ` · ${formatCount(eventsPerSecond)} events/s`
      const left = secondsLeft === null ? '' : ` · about ${timeOf(secondsLeft)} left`
      return `${formatCount(events)} of ${formatCount(eventsTotal)} events${speed}${left}`
    }
    case 'objects':
      return `${formatCount(objects)} of ${formatCount(objectsTotal)} objects`
    case 'ledger':
    case 'verifying':
      return `${formatCount(windows)} of ${formatCount(windowsTotal)} windows`
    default:
      return 'The stages are stopped while data is copied, and start again if you cancel.'
  }
}

function copiedOf({ figures: { events, windows, objects } }: CopyJob): string {
  return `${countOf(events, 'event')}, ${countOf(windows, 'window')} and ${countOf(objects, 'object')}`
}

function timeOf(seconds: number): string {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`
}

import { formatTitle, type LogPreview } from '@shared/model/log-format'
import type { ReplayJob } from '@shared/model/replay'
import { print } from './terminal'

/** A rate is only known after some time. */
const FIRST_ESTIMATE_MS = 2_000

/** One line on how far the files are, and how long the rest takes at this rate. */
export function replayProgressWords(jobs: readonly ReplayJob[], elapsedMs: number): string {
  const sum = (of: (job: ReplayJob) => number) => jobs.reduce((total, job) => total + of(job), 0)
  const [bytes, done] = [sum((job) => job.bytes), sum((job) => job.bytesDone)]
  const words = [
    `${Math.floor((done / Math.max(1, bytes)) * 100)} %`,
    ...(jobs.length > 1 ? [`file ${Math.min(jobs.length, jobs.filter(isRead).length + 1)} of ${jobs.length}`] : []),
    `${sum((job) => job.events).toLocaleString('en')} events`,
    `${sum((job) => job.deadLetters).toLocaleString('en')} dead letters`,
    ...(elapsedMs >= FIRST_ESTIMATE_MS && done > 0 && done < bytes
      ? [`${durationWords(((bytes - done) / done) * elapsedMs)} left`]
      : []),
  ]
  return `${words.join(' · ')} `
}

/** One line on what has been replayed of followed files. */
export function followWords(jobs: readonly ReplayJob[]): string {
  const sum = (of: (job: ReplayJob) => number) => jobs.reduce((total, job) => total + of(job), 0).toLocaleString('en')
  return `${sum((job) => job.events)} events · ${sum((job) => job.deadLetters)} dead letters `
}

function isRead({ state }: ReplayJob): boolean {
  return state !== 'uploading' && state !== 'running'
}

function durationWords(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** The format, and the first lines as they will be stored. */
export function printPreview(file: string, { format, rivals, lines, events, rows }: LogPreview): void {
  print(`${file}: ${formatTitle(format)}`)
  if (rivals.length > 0) print(`It could also be ${rivals.join(' or ')}: choose one with --format.`)
  print(`${events} of the first ${lines} lines are events.`)
  for (const { line, event, reason } of rows) {
    print('')
    print(line.length > 200 ? `${line.slice(0, 199)}…` : line)
    if (event === null) print(`  not an event: ${reason}`)
    else {
      const shown = Object.entries(event).filter(([name, value]) => value !== null && name !== 'event_id')
      print(
        `  ${shown.map(([name, value]) => `${name}=${name === 'time' ? new Date(Number(value)).toISOString() : value}`).join('  ')}`,
      )
    }
  }
}

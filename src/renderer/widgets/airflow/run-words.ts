import type { DagRun } from '@shared/model/airflow'
import { formatDuration } from '@shared/model/duration'
import { formatMoment } from '../../ui/format/time'

/** How long the run took, or has taken so far; null before it starts. */
export function secondsOf({ startedAt, endedAt }: DagRun, now: number): number | null {
  return startedAt === null ? null : Math.max(0, (endedAt ?? now) - startedAt) / 1_000
}

export function durationWords(run: DagRun, now: number): string {
  const seconds = secondsOf(run, now)
  return seconds === null ? '–' : formatDuration(seconds * 1_000)
}

/** "12:04: failed in analyse after 3 tries, 41 s" */
export function runWords(run: DagRun, now: number): string {
  const { window, state, tries, task } = run
  const where = task !== null && state !== 'success' ? ` in ${task}` : ''
  const tried = tries > 1 ? ` after ${tries} tries` : ''
  return `${window === null ? 'Run' : formatMoment(window, now)}: ${state}${where}${tried}, ${durationWords(run, now)}`
}

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readScenario } from '@main/adapters/folder/read-scenario'
import { TYPES } from '@main/pipeline/source/shop-visit'
import { scoreInWorker } from '@main/threads/score-in-worker'
import type { Score, ScoreLine, ScoreProgress } from '@shared/model/score'
import type { InstallPaths } from './install-paths'
import { INTERRUPTED } from './start-needed-services'
import { print, printJson, printProgress, printTable } from './terminal'

export interface ScoreCommandOptions {
  readonly scenario?: readonly string[]
  readonly quiet?: true
  readonly hours: number
  readonly rate: number
  readonly seed: number
  readonly json?: true
}

/** Scores the detector and prints what came of it. */
export async function score(paths: InstallPaths, options: ScoreCommandOptions, signal: AbortSignal): Promise<void> {
  const files = options.quiet ? [] : (options.scenario ?? (await builtIn(paths)))
  const scenarios = await Promise.all(files.map((file) => readScenario(file, TYPES)))
  const { hours, seed, rate } = options
  const scorer = scoreInWorker(new URL('score-worker.js', paths.moduleDir))
  const task = { scenarios, hours, seed, eventsPerMinute: rate }
  const result = await scorer(task, (progress) => printProgress(progressWords(progress, hours)), signal)
    .catch((error: unknown) => {
      if (signal.aborted) return null
      throw error
    })
    .finally(() => printProgress(''))
  if (!result) process.exitCode = INTERRUPTED
  else if (options.json) printJson(result)
  else printScore(result)
}

function progressWords({ hours, events, tally }: ScoreProgress, all: number): string {
  const wrong = tally.false_incidents.length
  return `${hours} of ${all} hours, ${events.toLocaleString('en')} events, ${tally.incidents} incidents, ${wrong} of them false`
}

async function builtIn({ resourcesDir }: InstallPaths): Promise<string[]> {
  const dir = join(resourcesDir, 'scenarios')
  return (await readdir(dir))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(dir, name))
}

function printScore(result: Score): void {
  const number = (value: number) => value.toLocaleString('en')
  print(
    `${number(result.windows)} windows, ${number(result.events)} events, ${number(result.events_per_minute)} a minute, ` +
      `simulated and analysed in ${result.seconds.all.toFixed(1)} s.`,
  )
  if (result.lines.length > 0) printTable(Object.fromEntries(result.lines.map(rowOf)))
  if (result.left_out > 0) {
    print(`${result.left_out} more disturbances did not fit into ${result.hours} hours. Raise --hours to include them.`)
  }
  const percent = (share: number | null) => (share === null ? '–' : `${(share * 100).toFixed(1)} %`)
  print(
    `Precision ${percent(result.precision)}, recall ${percent(result.recall)}, ` +
      `${result.false_alarms_per_day.toFixed(2)} false alarms a day.`,
  )
  for (const { first, sentence } of result.false_incidents) print(`False: ${first.slice(0, 10)}, ${sentence}`)
}

function rowOf({ kind, strength, disturbances, found, in_first_full_window, minutes_to_detect }: ScoreLine) {
  const row = {
    disturbances,
    found: found ?? 'not expected',
    'in first full window': in_first_full_window ?? '',
    'minutes, median': minutes_to_detect?.median ?? '',
    'minutes, max': minutes_to_detect?.max ?? '',
  }
  return [`${kind} ${strength}`, row] as const
}

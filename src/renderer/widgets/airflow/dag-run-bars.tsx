import { type DagRun, SHOWN_RUNS } from '@shared/model/airflow'
import classes from './dag-run-bars.module.css'
import { runWords, secondsOf } from './run-words'

/** Below this, all bars look alike. */
const LONG_S = 60

/** The last runs as bars, the newest on the right: their height is the duration, their colour the state. */
export function DagRunBars({ runs }: { runs: readonly DagRun[] }) {
  const now = Date.now()
  const shown = runs.slice(0, SHOWN_RUNS).toReversed()
  const longest = Math.max(LONG_S, ...shown.map((run) => secondsOf(run, now) ?? 0))
  return (
    <ol className={classes.bars} aria-label={`The last ${shown.length} runs, oldest first`}>
      {shown.map((run) => (
        <li key={run.id}>
          <a
            className={classes.bar}
            data-state={run.state}
            href={run.link}
            target="_blank"
            rel="noreferrer"
            title={runWords(run, now)}
            aria-label={runWords(run, now)}
          >
            <span style={{ height: `${Math.max(8, ((secondsOf(run, now) ?? 0) / longest) * 100)}%` }} />
          </a>
        </li>
      ))}
    </ol>
  )
}

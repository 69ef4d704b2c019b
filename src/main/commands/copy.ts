import type { Session } from '@main/composition/session'
import { countOf } from '@shared/lib/count-of'
import { type Backend, backendInUse, type ChosenBackend, isSameBackend } from '@shared/model/app'
import { type CopyJob, isMoving, targetOf } from '@shared/model/copy'
import { FaultError } from '@shared/model/fault'
import { backendChange } from './backend-options'
import { type InstallPaths, openPlainApp } from './install-paths'
import { INTERRUPTED, startNeededServices } from './start-needed-services'
import { print, printJson, printProgress } from './terminal'
import { withSession } from './with-session'

export interface CopyOptions {
  readonly dataDir: string
  readonly from?: Backend
  readonly to: Backend
  /** Of the external backend, if that is one of the two. */
  readonly environment?: string
  readonly remove?: true
  readonly json?: true
}

/** Copies the data of one backend to another, continues an unfinished copy, or removes one. */
export async function copy(paths: InstallPaths, options: CopyOptions, signal: AbortSignal): Promise<void> {
  const { remove = false } = options
  const backend = options.from ?? otherThan(options.to)
  const app = await openPlainApp(paths, options.dataDir, {
    ...backendChange({ ...options, backend }),
    producer: { enabled: false },
  })
  // The settings name the environment, unless the command line does.
  const { environment } = app.settings.feed.value
  const [from, to] = [backendInUse({ backend, environment }), backendInUse({ backend: options.to, environment })]
  const running = new AbortController()
  const ended = app.run(running.signal)
  const work = async (session: Session, over: AbortSignal): Promise<CopyJob | null> => {
    const { copies } = session
    if (!remove && !(await startNeededServices(session, signal))) return null
    await (remove ? copies.remove(from, to) : copies.start(from, to))
    over.addEventListener('abort', () => copies.cancel(to), { once: true })
    if (over.aborted) copies.cancel(to)
    return await followed(session, to)
  }
  try {
    const job = await withSession(app, work, signal)
    if (!job) return
    if (options.json) printJson(job)
    else if (remove && !job.claimed) print(`What was copied to ${options.to} was removed.`)
    else if (job.claimed) print(resultOf(job))
    if (signal.aborted && job.state === 'cancelled') process.exitCode = INTERRUPTED
    else if (remove ? job.claimed : job.state !== 'done') process.exitCode = 1
    if (job.fault) throw new FaultError(job.fault)
  } finally {
    running.abort()
    await ended
  }
}

/** To remove a copy, any other backend may be open meanwhile; these two open without anything running. */
function otherThan(to: Backend): Backend {
  return to === 'embedded' ? 'docker' : 'embedded'
}

/** The job once it has ended; null when there is none. Its progress goes to standard error, on a terminal. */
async function followed({ copies, closing }: Session, to: ChosenBackend): Promise<CopyJob | null> {
  const isTo = (job: CopyJob) => isSameBackend(targetOf(job), to)
  let step = ''
  for await (const jobs of copies.feed.follow(closing)) {
    const job = jobs.find(isTo)
    if (!job || !isMoving(job)) {
      if (step !== '') printProgress('')
      break
    }
    step = job.step
    printProgress(progressOf(job))
  }
  return copies.feed.value.find(isTo) ?? null
}

function progressOf({ state, step, figures, eventsPerSecond, secondsLeft }: CopyJob): string {
  if (state === 'removing') return 'removing what was copied'
  const { events, eventsTotal, objects, objectsTotal, windows, windowsTotal } = figures
  const speed = eventsPerSecond === null ? '' : ` · ${n(Math.round(eventsPerSecond))} events/s`
  const left = secondsLeft === null ? '' : ` · ${n(Math.ceil(secondsLeft))} s left`
  const parts = [
    `${n(events)} of ${n(eventsTotal)} events${speed}${left}`,
    `${n(objects)} of ${n(objectsTotal)} objects`,
    `${n(windows)} of ${n(windowsTotal)} windows`,
  ]
  return `${step}: ${parts.join(' · ')} `
}

function resultOf({ from, to, state, figures, differences, startedAt, endedAt }: CopyJob): string {
  const seconds = ((endedAt ?? startedAt) - startedAt) / 1_000
  const { events, windows, objects, deadLetters } = figures
  const parts = [countOf(events, 'event'), countOf(windows, 'window'), countOf(objects, 'object')]
  const counts = [...parts, countOf(deadLetters, 'dead letter')].join(', ')
  switch (state) {
    case 'done':
      return `Copied from ${from} to ${to} in ${seconds.toFixed(1)} s: ${counts}. All counts and checksums are equal.`
    case 'different': {
      const lines = differences.map(({ dataset, what, source, target }) => {
        return `  ${dataset}, ${what}: ${from} has ${source}; ${to} has ${target}`
      })
      return `Copied ${counts}, but they are not equal:\n${lines.join('\n')}\nContinue with the same command, or remove the copy with --remove.`
    }
    default:
      return `The copy is unfinished: ${counts} so far. Continue with the same command, or remove the copy with --remove.`
  }
}

function n(value: number): string {
  return value.toLocaleString('en')
}

import type { App } from '@main/composition/app'
import type { Session } from '@main/composition/session'
import { backendChange } from '../backend-options'
import { type InstallPaths, openPlainApp } from '../install-paths'
import { INTERRUPTED } from '../start-needed-services'
import { withSession } from '../with-session'
import type { LettersOptions } from './letters-options'

/** Opens the data directory, without the simulator, and does some work with its dead letters. */
export async function withLetters(
  paths: InstallPaths,
  options: LettersOptions,
  work: (session: Session, signal: AbortSignal, app: App) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const app = await openPlainApp(paths, options.dataDir, {
    ...backendChange(options),
    analysis: { scheduler: 'croner' },
    producer: { enabled: false },
  })
  const running = new AbortController()
  const ended = app.run(running.signal)
  try {
    await withSession(app, (session, over) => work(session, over, app), signal)
    if (signal.aborted) process.exitCode = INTERRUPTED
  } finally {
    running.abort()
    await ended
  }
}

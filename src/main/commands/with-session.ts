import type { App } from '@main/composition/app'
import type { Session } from '@main/composition/session'

/**
 * Does some work on the session of the moment. When the backend is opened again meanwhile, because its log turned out to be another one,
 * the work starts again on the next session. The signal that it gets aborts then.
 * Resolves with null when the signal aborts while there is no session.
 */
export async function withSession<T>(
  app: Pick<App, 'session'>,
  work: (session: Session, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T | null> {
  for await (const session of app.session.follow(signal)) {
    if (session === null || session.closing.aborted) continue
    try {
      const result = await work(session, AbortSignal.any([signal, session.closing]))
      if (!session.closing.aborted || signal.aborted) return result
    } catch (thrown) {
      if (!session.closing.aborted || signal.aborted) throw thrown
    }
  }
  return null
}

import { flowNow, lastComplete } from '@main/api/pipeline'
import type { Work } from '@main/shell/quit-question'
import type { Share } from '@main/shell/taskbar-status'
import { type DesktopStatus, NOTHING_KNOWN } from '@main/shell/tray-model'
import type { Feed } from '@main/signals/feed'
import type { ReanalysisJob } from '@shared/model/reanalysis'
import type { ReplayJob } from '@shared/model/replay'
import type { ServiceState } from '@shared/model/service'
import type { Session } from './session'

const EVERY_MS = 1_000

/** What tray, dock and taskbar show, once a second, until the signal aborts. While the backend is being changed, they show nothing. */
export async function followDesktopStatus(
  sessions: Feed<Session | null>,
  show: (status: DesktopStatus) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const session of sessions.follow(signal)) {
    if (!session) {
      show(NOTHING_KNOWN)
      continue
    }
    const over = AbortSignal.any([signal, session.closing])
    while (!over.aborted) {
      // A session that is closing may refuse to answer: the next one shows its own state.
      await readDesktopStatus(session).then(show, () => undefined)
      await session.ports.clock.sleep(EVERY_MS, over)
    }
  }
}

async function readDesktopStatus(session: Session): Promise<DesktopStatus> {
  const { flow, incidents, windows } = session
  const stages = flow.runner.feed.value
  const sink = stages.find(({ id }) => id === 'sink')
  const lastReport = await lastComplete(session)
  const open = await incidents.open()
  const { work, shares } = workOf({
    replays: session.replays.jobs.feed.value,
    reanalysis: windows.reanalysis.feed.value,
    score: session.scores.status.value.running,
    services: session.services.feed.value.services,
    pulling: session.services.feed.value.pulling,
  })
  return {
    flow: flowNow(session, stages),
    eventsPerSecond: sink?.ratePerSecond ?? 0,
    lag: sink?.figures.backlog ?? 0,
    incidents: open.map(({ id, sentence }) => ({ id, sentence })),
    lastReport,
    work,
    shares,
  }
}

interface Jobs {
  readonly replays: readonly Pick<ReplayJob, 'file' | 'state' | 'bytes' | 'bytesDone'>[]
  readonly reanalysis: Pick<ReanalysisJob, 'state' | 'windows' | 'done'> | null
  readonly score: {
    readonly task: { readonly hours: number }
    readonly progress: { readonly hours: number } | null
  } | null
  readonly services: readonly { readonly state: Pick<ServiceState, 'state'> }[]
  readonly pulling: { readonly done: number; readonly total: number } | null
}

/** The jobs in progress, and the share of each that is done. */
export function workOf({ replays, reanalysis, score, services, pulling }: Jobs): {
  work: Work
  shares: Share[]
} {
  const uploads = replays.filter(({ state }) => state === 'uploading')
  const running = replays.filter(({ state }) => state === 'running')
  const again = reanalysis?.state === 'running' ? reanalysis : null
  return {
    work: {
      uploads: uploads.map(({ file }) => file),
      replays: running.map(({ file }) => file),
      reanalysis: again ? again.windows - again.done : 0,
      scoring: score !== null,
      pulls: services.filter(({ state }) => state.state === 'pulling').length,
    },
    shares: [
      ...[...uploads, ...running].map(({ bytes, bytesDone }) => (bytes === 0 ? null : bytesDone / bytes)),
      ...(again ? [again.done / again.windows] : []),
      ...(score ? [score.progress ? score.progress.hours / score.task.hours : null] : []),
      ...(pulling ? [pulling.total === 0 ? null : pulling.done / pulling.total] : []),
    ],
  }
}

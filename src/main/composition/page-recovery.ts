import { createRecoveries, type GoneReason, type Recovery, UNRESPONSIVE } from '@main/shell/crash-recovery'
import type { PageActionQueue } from '@main/shell/page-action-queue'

export interface PageSurface {
  /** Resolves to whether the user chose to load the page again. */
  askReload(question: string): Promise<boolean>
  /** Ends the process of a page that does not respond. `pageGone` is then called as after a crash. */
  endPage(): void
}

export interface PageRecovery {
  /** A page's process is gone. */
  pageGone(reason: GoneReason, reload: () => void): void
  /** A page could not be loaded. `aborted`: a reload or a close ended the load. */
  notLoaded(aborted: boolean, detail: string, load: () => void): void
  /** The page of the main window stopped responding, or responds again. */
  responds(does: boolean): void
}

/** Brings pages back that crashed, could not be loaded or do not respond. */
export function createPageRecovery(
  surface: PageSurface,
  actions: Pick<PageActionQueue, 'send'>,
  log: (line: string) => void,
): PageRecovery {
  const recoveries = createRecoveries()
  let unresponsive: NodeJS.Timeout | undefined

  const recover = (recovery: Recovery, reload: () => void) => {
    if (recovery.recovery === 'nothing') return
    log(recovery.recovery === 'reload' ? recovery.notice : recovery.question)
    if (recovery.recovery === 'ask') {
      void surface.askReload(recovery.question).then((again) => again && reload())
      return
    }
    reload()
    actions.send({ action: 'notice', title: 'The page was loaded again', text: recovery.notice })
  }
  return {
    pageGone: (reason, reload) => recover(recoveries.gone(reason, performance.now()), reload),
    notLoaded: (aborted, detail, load) => recover(recoveries.notLoaded(aborted, detail, performance.now()), load),
    responds(does) {
      clearTimeout(unresponsive)
      if (does) return
      unresponsive = setTimeout(() => {
        void surface.askReload(UNRESPONSIVE.question).then((reload) => reload && surface.endPage())
      }, UNRESPONSIVE.afterMs)
      unresponsive.unref()
    },
  }
}

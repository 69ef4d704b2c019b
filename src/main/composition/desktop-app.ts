import { doctorText } from '@main/commands/doctor'
import type { Desktop } from '@main/ports/desktop'
import type { Seal } from '@main/ports/secrets'
import type { Updater } from '@main/ports/updater'
import { type Controller, createController, type Surface } from '@main/shell/controller'
import { type ChildGone, childGoneLine } from '@main/shell/crash-recovery'
import { type LoginItem, loginItem } from '@main/shell/login-item'
import { aboutText } from '@main/shell/menu-model'
import { trayExplanation, viewOfNotification } from '@main/shell/notifications'
import { createPageActionQueue, type PageActionQueue } from '@main/shell/page-action-queue'
import { quitQuestion } from '@main/shell/quit-question'
import { type DesktopStatus, NOTHING_KNOWN } from '@main/shell/tray-model'
import type { Theme } from '@shared/model/desktop'
import { StageId } from '@shared/model/stage'
import type { App } from './app'
import { createDesktop } from './desktop'
import { type DesktopEnvironment, failureText } from './desktop-environment'
import { followDesktopStatus } from './desktop-status'
import { offerUpdate, type UpdateSurface } from './offer-update'
import { createPageRecovery, type PageRecovery, type PageSurface } from './page-recovery'
import { saveProblemReport } from './problem-report'
import { followStartAtLogin } from './start-at-login'
import type { WindowStateStore } from './window-state'

export interface DesktopSurface extends Omit<Surface, 'explainTray'>, PageSurface, Pick<UpdateSurface, 'ask'> {
  /** False when this desktop has no tray. */
  readonly hasTray: boolean
  showStatus(status: DesktopStatus): void
  setTheme(theme: Theme): void
  notify(words: { readonly title: string; readonly text: string }): void
  setLogin(item: Extract<LoginItem, { item: 'system' }>): void
  /** Resolves to the file that the user chose for a problem report, or null. */
  chooseReportFile(name: string): Promise<string | null>
  /** Shows a file in its folder. */
  reveal(file: string): void
}

export interface DesktopAppOptions {
  readonly surface: DesktopSurface
  readonly state: WindowStateStore
  /** Null when the build has no feed of updates. */
  readonly updater: Updater | null
  readonly environment: Pick<DesktopEnvironment, 'dataDir' | 'folders' | 'login' | 'versions'>
}

/** The system's secret store, or why there is none. */
export interface SecretStore {
  readonly seal: Seal | null
  readonly note: string | null
}

/** The desktop app, with a method for each event of the system. */
export interface DesktopApp extends PageRecovery {
  readonly controller: Controller
  readonly actions: PageActionQueue
  /** Opens the data directory and runs the pipeline until the controller stops it. `serve` connects the pages. */
  run(
    secrets: SecretStore,
    openWith: (desktop: Desktop) => Promise<App>,
    serve: (app: App) => Promise<void>,
  ): Promise<void>
  windowsClosed(): void
  /** Returns whether the quit must be prevented for now. */
  quitAsked(): boolean
  childGone(child: ChildGone): void
  resumed(): void
  /** A notification with this tag was clicked. */
  clicked(tag: string): void
  log(line: string): void
}

/** The desktop app without its windows: everything that can be tested without Electron. */
export function createDesktopApp({ surface, state, updater, environment }: DesktopAppOptions): DesktopApp {
  const { dataDir, folders, login, versions } = environment
  const actions = createPageActionQueue()
  const early: string[] = []
  let app: App | null = null
  let status = NOTHING_KNOWN
  let secrets: SecretStore = { seal: null, note: null }

  const log = (line: string) => void (app ? app.log(line) : early.push(line))
  const possible = loginItem(true, login)
  const desktop = createDesktop({
    info: () => ({ secrets: secrets.note, startAtLogin: possible.item === 'impossible' ? possible.reason : null }),
    actions,
    onTheme(theme) {
      surface.setTheme(theme)
      state.set({ ...state.value, theme })
    },
  })
  const show = (next: DesktopStatus) => {
    status = next
    surface.showStatus(next)
  }
  const reportProblem = async () => {
    try {
      const file = await surface.chooseReportFile(`millrace-report-${new Date().toISOString().slice(0, 10)}.zip`)
      if (file === null) return
      await saveProblemReport(file, {
        dataDir,
        versions: { ...versions },
        doctor: () => doctorText(folders, dataDir),
        seal: secrets.seal,
      })
      surface.reveal(file)
    } catch (thrown) {
      surface.tell({ title: 'The report could not be saved', detail: failureText(thrown) })
    }
  }
  const controller = createController({
    surface: {
      ...surface,
      explainTray() {
        surface.notify(trayExplanation(login.platform))
        state.set({ ...state.value, trayExplained: true })
      },
    },
    about: aboutText(versions),
    send: actions.send,
    reportProblem: () => void reportProblem(),
    update: () => void (updater && offerUpdate(updater, surface)),
    startPipeline: () => app?.session.value?.flow.start(StageId.options),
    stopPipeline: () => app?.session.value?.flow.runner.want(StageId.options, false),
    openFile: (request) => desktop.openFile(request),
    log,
  })

  return {
    controller,
    actions,
    log,
    async run(store, openWith, serve) {
      const signal = controller.stopping
      secrets = store
      surface.setTheme(state.value.theme)
      const opened = await openWith(desktop)
      app = opened
      for (const line of [...early, ...(store.note ? [store.note] : [])]) opened.log(line)
      const running = opened.run(signal)
      opened.session.value?.flow.start(StageId.options)
      const around = [
        serve(opened),
        followStartAtLogin(opened.settings.feed, login, surface.setLogin, signal),
        followDesktopStatus(opened.session, show, signal),
      ]
      for (const part of around) part.catch((error: unknown) => log(String(error)))
      controller.handle({ event: 'opened' })
      await running
      await state.saved()
    },
    windowsClosed() {
      const stays = surface.hasTray && (app?.settings.feed.value.desktop.keepRunning ?? true)
      controller.handle({ event: 'window-all-closed', stays, explained: state.value.trayExplained })
    },
    quitAsked: () => controller.handle({ event: 'before-quit', question: quitQuestion(status.work) }),
    ...createPageRecovery(surface, actions, log),
    childGone(child) {
      const line = childGoneLine(child)
      if (line !== null) log(line)
    },
    clicked(tag) {
      const view = viewOfNotification(tag)
      controller.run(view === null ? { command: 'show' } : { command: 'go', view })
    },
    resumed() {
      log('The system resumed. Millrace now looks for windows that are due.')
      app?.session.value?.wake()
    },
  }
}

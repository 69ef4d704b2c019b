import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { doctorText } from '@main/commands/doctor'
import type { Seal } from '@main/ports/secrets'
import { type Actions, createActions } from '@main/shell/actions'
import { type Controller, createController, type Surface } from '@main/shell/controller'
import { createRecoveries, type GoneReason, type Recovery, UNRESPONSIVE } from '@main/shell/crashes'
import { type LoginItem, type LoginOptions, loginItem } from '@main/shell/login'
import { aboutText } from '@main/shell/menu-model'
import { trayExplanation, viewOfNotification } from '@main/shell/notifications'
import { quitQuestion } from '@main/shell/quit'
import { type DesktopStatus, NOTHING_KNOWN } from '@main/shell/tray-model'
import type { Theme } from '@shared/model/desktop'
import { StageId } from '@shared/model/stage'
import { type App, type AppOptions, openApp } from './app'
import { createDesktop } from './desktop'
import { type DesktopEnvironment, failureText } from './desktop-environment'
import { followDesktopStatus } from './desktop-status'
import { saveProblemReport } from './problem-report'
import type { WindowStateStore } from './window-state'

export interface DesktopSurface extends Omit<Surface, 'explainTray'> {
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
  /** Resolves to whether the user chose to load the page again. */
  askReload(question: string): Promise<boolean>
  /** Ends a page that does not respond; its end is then reported as any other. */
  endPage(): void
}

export interface DesktopAppOptions {
  readonly surface: DesktopSurface
  readonly state: WindowStateStore
  readonly environment: Pick<DesktopEnvironment, 'dataDir' | 'folders' | 'login' | 'versions'>
}

/** What the system's events lead to. */
export interface DesktopApp {
  readonly controller: Controller
  readonly actions: Actions
  /** Opens the data directory and runs the pipeline until the controller stops it. `serve` connects the pages. */
  run(options: Omit<AppOptions, 'desktop'>, secrets: string | null, serve: (app: App) => Promise<void>): Promise<void>
  windowsClosed(): void
  /** Returns whether the quit must be prevented for now. */
  quitAsked(): boolean
  /** A page's process is gone, or its page could not be loaded. */
  pageGone(reason: GoneReason, reload: () => void): void
  notLoaded(aborted: boolean, detail: string, load: () => void): void
  responds(does: boolean): void
  resumed(): void
  /** A notification with this tag was clicked. */
  clicked(tag: string): void
  log(line: string): void
}

/** The desktop app without its windows: everything that can be tested without Electron. */
export function createDesktopApp({ surface, state, environment }: DesktopAppOptions): DesktopApp {
  const { dataDir, folders, login, versions } = environment
  const actions = createActions()
  const recoveries = createRecoveries()
  const early: string[] = []
  let app: App | null = null
  let status = NOTHING_KNOWN
  let seal: Seal | null = null
  let unresponsive: NodeJS.Timeout | undefined

  const log = (line: string) => void (app ? app.log(line) : early.push(line))
  const possible = loginItem(true, login)
  const desktopOf = (secrets: string | null) =>
    createDesktop({
      info: { secrets, startAtLogin: possible.item === 'impossible' ? possible.reason : null },
      actions,
      onTheme(theme) {
        surface.setTheme(theme)
        state.set({ ...state.value, theme })
      },
    })
  let desktop = desktopOf(null)
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
        seal,
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
    startPipeline: () => app?.session.value?.flow.start(StageId.options),
    stopPipeline: () => app?.session.value?.flow.runner.want(StageId.options, false),
    openFile: (request) => desktop.openFile(request),
    log,
  })

  return {
    controller,
    actions,
    log,
    async run(options, secrets, serve) {
      const signal = controller.stopping
      seal = options.seal ?? null
      surface.setTheme(state.value.theme)
      desktop = desktopOf(secrets)
      const opened = await openApp({ ...options, desktop })
      app = opened
      for (const line of [...early, ...(secrets ? [secrets] : [])]) opened.log(line)
      const running = opened.run(signal)
      opened.session.value?.flow.start(StageId.options)
      const around = [
        serve(opened),
        followLogin(opened, login, surface, signal),
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
    clicked(tag) {
      const view = viewOfNotification(tag)
      controller.run(view === null ? { command: 'show' } : { command: 'go', view })
    },
    resumed() {
      log('The system resumed: windows that are due are looked for now.')
      app?.session.value?.wake()
    },
  }
}

/**
 * Start at login, as the setting says. The system's own list is changed only with the setting, because the user may also change it there;
 * an entry in the autostart folder is renewed at each start, because the program may have moved.
 */
async function followLogin(
  { settings }: Pick<App, 'settings'>,
  login: LoginOptions,
  surface: Pick<DesktopSurface, 'setLogin'>,
  signal: AbortSignal,
): Promise<void> {
  let before: boolean | null = null
  for await (const { desktop } of settings.feed.follow(signal)) {
    const wanted = desktop.startAtLogin
    if (wanted === before) continue
    const item = loginItem(wanted, login)
    if (item.item === 'system' && before !== null) surface.setLogin(item)
    if (item.item === 'autostart') await applyAutostart(item)
    before = wanted
  }
}

async function applyAutostart({ file, text }: Extract<LoginItem, { item: 'autostart' }>): Promise<void> {
  if (text === null) return rm(file, { force: true })
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

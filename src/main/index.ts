import { fileURLToPath } from 'node:url'
import { app, crashReporter, dialog, Notification, nativeTheme, powerMonitor, session, shell } from 'electron'
import { electronNotifier } from './adapters/desktop/electron-notifier'
import { electronSafeStorage } from './adapters/desktop/electron-safe-storage'
import { badgeImage, openTray, setMenu } from './adapters/desktop/menus'
import { utilityLauncher } from './adapters/desktop/utility-launcher'
import { createWindows } from './adapters/desktop/windows'
import { electronUpdater } from './adapters/electron-updater/updater'
import { type App, openApp } from './composition/app'
import { createDesktopApp } from './composition/desktop-app'
import { type DesktopEnvironment, desktopEnvironment, failureText } from './composition/desktop-environment'
import { openWindowState } from './composition/window-state'
import { openElectronHost, PAGE, registerScheme, servePage } from './hosts/electron'
import type { Desktop } from './ports/desktop'
import type { Command } from './shell/menu-entry'
import { menuModel } from './shell/menu-model'
import { isHarmless } from './shell/navigation-policy'
import { fileRequest, linkRequest, type ShellRequest } from './shell/requests'
import { openIncidents, progressOf } from './shell/taskbar-status'

/** The desktop shell. It carries out what the modules in `shell` decide; the rest is the same app as under plain Node. */
const MODULES = new URL('./', import.meta.url)

// Whatever is written, other users of the machine do not read it.
process.umask(0o077)
registerScheme()
try {
  const electron = { packaged: app.isPackaged, userData: app.getPath('userData'), builtPage: PAGE, moduleDir: MODULES }
  open(desktopEnvironment(electron, process))
} catch (thrown) {
  fail(thrown)
}

function open(environment: DesktopEnvironment): void {
  const { dataDir, userData, page, handOver, folders } = environment
  const { platform } = process
  for (const name of ['userData', 'sessionData']) app.setPath(name, userData)
  // Crash reports stay on this machine.
  crashReporter.start({ uploadToServer: false })
  app.enableSandbox()

  let showTray: ReturnType<typeof openTray> = null
  const state = openWindowState(userData, (line) => desktop.log(line))
  const windows = createWindows({
    page,
    preload: fileURLToPath(new URL('../preload/index.cjs', MODULES)),
    state: () => state.value,
    onState: state.set,
    onNotLoaded: (...load) => desktop.notLoaded(...load),
    onResponds: (does) => desktop.responds(does),
    onSessionEnd: () => desktop.controller.handle({ event: 'system-ends' }),
  })
  /** Resolves to whether the first button was chosen. */
  const ask = async (message: string, detail: string, ...buttons: string[]) =>
    (await dialog.showMessageBox({ type: 'question', message, detail, buttons, cancelId: 1 })).response === 0
  const desktop = createDesktopApp({
    state,
    environment,
    updater: environment.updates ? electronUpdater() : null,
    surface: {
      ask,
      get hasTray() {
        return showTray !== null
      },
      showMain: windows.showMain,
      showStopping: windows.showStopping,
      reload: () => windows.main?.webContents.reload(),
      endPage: () => windows.main?.webContents.forcefullyCrashRenderer(),
      setTheme(theme) {
        nativeTheme.themeSource = theme === 'auto' ? 'system' : theme
      },
      showStatus(status) {
        showTray?.(status)
        const count = status.incidents.length
        if (platform === 'win32') windows.main?.setOverlayIcon(count > 0 ? badgeImage() : null, openIncidents(count))
        else app.setBadgeCount(count)
        windows.main?.setProgressBar(progressOf(status.shares))
      },
      notify: ({ title, text }) => new Notification({ title, body: text }).show(),
      askQuit: (question) => ask('Quit Millrace?', question, 'Quit', 'Cancel'),
      askReload: (question) => ask(question, '', 'Load the page again', 'Wait'),
      tell: ({ title, detail }) => void dialog.showMessageBox({ message: title, detail }),
      chooseReportFile: async (defaultPath) => (await dialog.showSaveDialog({ defaultPath })).filePath || null,
      reveal: (file) => shell.showItemInFolder(file),
      browse: (url) => void shell.openExternal(url),
      setLogin: ({ openAtLogin, args }) => app.setLoginItemSettings({ openAtLogin, args: [...args] }),
      relaunch: (args) => app.relaunch({ args: environment.relaunchArgs(args) }),
      quit: () => app.quit(),
    },
  })
  const request = (requests: ShellRequest[]) => desktop.controller.handle({ event: 'requested', requests })
  const run = (command: Command) => desktop.controller.run(command)

  // These events can come before the app is ready and while it stops. The lifecycle decides what happens then.
  app.on('second-instance', (_event, _argv, _cwd, data) => request(environment.requestsIn(data)))
  app.on('activate', () => request([{ request: 'show' }]))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    request([linkRequest(url)])
  })
  app.on('open-file', (event, file) => {
    event.preventDefault()
    request([fileRequest(file)])
  })
  app.on('window-all-closed', desktop.windowsClosed)
  app.on('before-quit', (event) => desktop.quitAsked() && event.preventDefault())
  app.on('render-process-gone', (_event, contents, { reason }) => {
    desktop.pageGone(reason, () => contents.isDestroyed() || contents.reload())
  })
  app.on('child-process-gone', (_event, details) => desktop.childGone(details))

  const start = async () => {
    await app.whenReady()
    powerMonitor.on('resume', desktop.resumed)
    powerMonitor.on('shutdown', (...[event]: Electron.Event[]) => {
      if (desktop.controller.handle({ event: 'system-ends' })) event?.preventDefault()
    })
    session.defaultSession.setPermissionRequestHandler((_contents, name, decide) => decide(isHarmless(name)))
    session.defaultSession.setPermissionCheckHandler((_contents, name) => isHarmless(name))
    if (app.isPackaged) app.setAsDefaultProtocolClient('millrace')
    const { documentation, updates } = environment
    setMenu(menuModel({ platform, packaged: app.isPackaged, documentation, updates }), run)
    showTray = openTray(run)
    await servePage(fileURLToPath(new URL('../renderer', MODULES)))
    const atLogin = platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
    request(atLogin ? [] : environment.requestsIn(handOver))
    const secrets = await electronSafeStorage()
    const parts = { seal: secrets.seal, launcher: utilityLauncher, notifier: electronNotifier(desktop.clicked) }
    const openWith = (own: Desktop) =>
      openApp({ dataDir, ...folders, ...parts, desktop: own, fallBack: true, followDatasets: true })
    const serve = (opened: App) => openElectronHost(opened.session, page, opened.log, desktop.controller.stopping)
    await desktop.run(secrets, openWith, serve)
    desktop.controller.handle({ event: 'stopped' })
  }
  // Not awaited: Electron is ready only after this module has run.
  if (app.requestSingleInstanceLock(handOver)) start().catch(fail)
  else app.exit()
}

function fail(thrown: unknown): void {
  dialog.showErrorBox('Millrace stopped', failureText(thrown))
  app.exit(1)
}

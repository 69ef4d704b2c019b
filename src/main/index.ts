import { fileURLToPath } from 'node:url'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { StageId } from '@shared/model/stage'
import { app, BrowserWindow, type BrowserWindowConstructorOptions, dialog, session } from 'electron'
import { electronNotifier } from './adapters/desktop/electron-notifier'
import { systemSeal } from './adapters/desktop/system-seal'
import { utilityLauncher } from './adapters/desktop/utility-launcher'
import { defaultDataDir } from './adapters/folder/data-dir'
import { openApp } from './composition/app'
import { openElectronHost, PAGE, registerScheme, servePage } from './hosts/electron'

/** The desktop shell: windows and their walls. Everything else is the same app as under plain Node. */
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const WINDOW: BrowserWindowConstructorOptions = {
  minWidth: 900,
  minHeight: 600,
  title: 'Millrace',
  backgroundColor: '#0f1214',
  webPreferences: {
    preload: path('../preload/index.cjs'),
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
  },
}

// Whatever is written, other users of the machine do not read it.
process.umask(0o077)

const stop = new AbortController()
let ended: Promise<void> = Promise.resolve()

app.enableSandbox()
registerScheme()
// Not awaited: Electron is ready only after this module has run.
if (app.requestSingleInstanceLock()) start().catch(fail)
else app.quit()

async function start(): Promise<void> {
  buildWalls()
  await app.whenReady()
  session.defaultSession.setPermissionRequestHandler((_contents, permission, decide) => decide(isHarmless(permission)))
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => isHarmless(permission))
  await servePage(path('../renderer'))
  const millrace = await openApp({
    dataDir: defaultDataDir(),
    moduleDir: new URL('./', import.meta.url),
    resourcesDir: path('../../resources'),
    composeDir: path('../../compose'),
    seal: await systemSeal(),
    launcher: utilityLauncher,
    notifier: electronNotifier(),
  })
  openElectronHost(millrace.session, stop.signal).catch(fail)
  ended = millrace.run(stop.signal)
  ended.catch(fail)
  millrace.current().flow.start(StageId.options)
  await openWindow()
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void openWindow()
  })
  app.on('second-instance', () => BrowserWindow.getAllWindows()[0]?.focus())
}

async function openWindow(): Promise<void> {
  const window = new BrowserWindow({ ...WINDOW, width: 1440, height: 900 })
  await window.loadURL(PAGE)
}

/** No page leaves our own, opens anything but our live window, or embeds another. */
function buildWalls(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) =>
      url.startsWith(`${PAGE}#/live-window`)
        ? { action: 'allow', overrideBrowserWindowOptions: { ...WINDOW, width: 1100, height: 720 } }
        : { action: 'deny' },
    )
  })
}

/** Copy buttons write to the clipboard; a page of ours needs nothing else. */
function isHarmless(permission: string): boolean {
  return permission === 'clipboard-sanitized-write'
}

function fail(thrown: unknown): void {
  const message = thrown instanceof FaultError ? faultMessage(thrown.fault) : String(thrown)
  dialog.showErrorBox('Millrace stopped', message)
  app.exit(1)
}

app.on('window-all-closed', () => app.quit())
app.on('before-quit', (event) => {
  if (stop.signal.aborted) return
  event.preventDefault()
  stop.abort()
  void ended.finally(() => app.quit())
})

import { isPage, openingOf } from '@main/shell/navigation-policy'
import {
  backgroundOf,
  stoppingPage,
  WINDOWS,
  type WindowName,
  type WindowState,
  windowOptions,
  withPlace,
} from '@main/shell/window-placement'
import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, screen, shell } from 'electron'

export interface WindowsOptions {
  readonly page: string
  readonly preload: string
  state(): WindowState
  onState(state: WindowState): void
  /** The main window's page could not be loaded; `aborted` by a reload or a close. */
  onNotLoaded(aborted: boolean, detail: string, load: () => void): void
  /** Also true when the main window closes: there is nothing left to wait for. */
  onResponds(does: boolean): void
  /** The session of the user ends (Windows only). */
  onSessionEnd(): void
}

/** The windows, each where it was last time. The live window is opened by the page. */
export function createWindows(options: WindowsOptions) {
  const { page, preload, state } = options
  let main: BrowserWindow | null = null

  const optionsOf = (name: WindowName): BrowserWindowConstructorOptions => ({
    ...windowOptions(
      name,
      state(),
      screen.getAllDisplays().map(({ workArea }) => workArea),
      nativeTheme.shouldUseDarkColors,
    ),
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true },
  })
  /** Opens an allowed address in the browser. Returns true for our live window, which opens in the app. */
  const isOurs = (url: string) => {
    const opening = openingOf(url, page)
    if (opening.open === 'browser') void shell.openExternal(opening.url)
    return opening.open === 'live-window'
  }
  const prepare = (window: BrowserWindow, name: WindowName) => {
    const contents = window.webContents
    const keepPlace = () => {
      const place = { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
      options.onState({ ...withPlace(state(), name, place), zoomLevel: contents.getZoomLevel() })
    }
    window.once('ready-to-show', () => (state()[name].maximized ? window.maximize() : window.show()))
    window.on('session-end', options.onSessionEnd)
    // Not only on `close`: at the end of the system's session there may be no time for it.
    window.on('blur', keepPlace)
    window.on('close', keepPlace)
    contents.on('did-finish-load', () => contents.setZoomLevel(state().zoomLevel))
    contents.on('did-create-window', (child) => prepare(child, 'live'))
    contents.setWindowOpenHandler(({ url }) =>
      isOurs(url) ? { action: 'allow', overrideBrowserWindowOptions: optionsOf('live') } : { action: 'deny' },
    )
    // No page leaves our own. It may load itself again, as the development server makes it do.
    const leave = (event: Electron.Event<{ url: string }>) => {
      if (isPage(event.url, page)) return
      event.preventDefault()
      isOurs(event.url)
    }
    contents.on('will-navigate', leave)
    contents.on('will-redirect', leave)
    contents.on('will-attach-webview', (event) => event.preventDefault())
  }
  const load = () => {
    const window = main
    window?.loadURL(page).catch((error: NodeJS.ErrnoException) => {
      options.onNotLoaded(window.isDestroyed() || error.code === 'ERR_ABORTED', error.code ?? String(error), load)
    })
  }
  return {
    get main() {
      return main
    },
    showMain() {
      if (main) {
        if (main.isMinimized()) main.restore()
        main.show()
        return main.focus()
      }
      main = new BrowserWindow(optionsOf('main'))
      main.on('closed', () => {
        main = null
        options.onResponds(true)
      })
      main.on('unresponsive', () => options.onResponds(false))
      main.on('responsive', () => options.onResponds(true))
      prepare(main, 'main')
      load()
    },
    showStopping() {
      const dark = nativeTheme.shouldUseDarkColors
      const backgroundColor = backgroundOf(state().theme, dark)
      const small = new BrowserWindow({ ...WINDOWS.stopping, title: 'Millrace', resizable: false, backgroundColor })
      for (const window of BrowserWindow.getAllWindows()) if (window !== small) window.close()
      small.loadURL(stoppingPage(state().theme, dark)).catch(() => undefined)
    },
  }
}

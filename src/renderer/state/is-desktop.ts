declare global {
  interface Window {
    /** Set by Electron's preload script. */
    readonly millrace?: boolean
  }
}

/** Whether this page is the desktop app's, and not a browser's. */
export function isDesktop(): boolean {
  return window.millrace === true
}

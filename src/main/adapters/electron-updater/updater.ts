import type { Updater } from '@main/ports/updater'

/** The feed is the one that the package was built with (electron.build/auto-update). Loaded on use: most starts never look for updates. */
export function electronUpdater(): Updater {
  const loaded = async () => {
    const { autoUpdater } = (await import('electron-updater')).default
    autoUpdater.autoDownload = false
    autoUpdater.autoInstallOnAppQuit = false
    return autoUpdater
  }
  let opened: ReturnType<typeof loaded> | undefined
  const updater = () => (opened ??= loaded())
  return {
    async check() {
      const found = await (await updater()).checkForUpdates()
      return found?.isUpdateAvailable ? found.updateInfo.version : null
    },
    async download() {
      await (await updater()).downloadUpdate()
    },
    async installOnQuit() {
      ;(await updater()).autoInstallOnAppQuit = true
    },
  }
}

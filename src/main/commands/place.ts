import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import { type App, openApp } from '@main/app'
import type { SettingsChange } from '@shared/contract'

/** Where the built app's parts stand. */
export interface Place {
  readonly moduleDir: URL
  readonly rendererDir: string
  readonly resourcesDir: string
  readonly composeDir: string
}

/** Opens the app of a data directory under plain Node. */
export function openPlainApp(place: Place, dataDir: string, override?: SettingsChange): Promise<App> {
  return openApp({
    dataDir,
    moduleDir: place.moduleDir,
    resourcesDir: place.resourcesDir,
    composeDir: place.composeDir,
    launcher: nodeChildLauncher,
    ...(override ? { override } : {}),
  })
}

import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import { type App, type AppOptions, openApp } from '@main/composition/app'
import type { SettingsChange } from '@shared/contract'

/** Where the built app's parts stand. */
export interface InstallPaths {
  readonly moduleDir: URL
  readonly rendererDir: string
  readonly resourcesDir: string
  readonly composeDir: string
}

/** Opens the app of a data directory under plain Node. */
export function openPlainApp(
  paths: InstallPaths,
  dataDir: string,
  override?: SettingsChange,
  own: Pick<AppOptions, 'welcome' | 'fallBack' | 'followDatasets'> = {},
): Promise<App> {
  return openApp({
    dataDir,
    moduleDir: paths.moduleDir,
    resourcesDir: paths.resourcesDir,
    composeDir: paths.composeDir,
    launcher: nodeChildLauncher,
    ...own,
    ...(override ? { override } : {}),
  })
}

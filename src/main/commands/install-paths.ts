import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import { type App, openApp } from '@main/composition/app'
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
  { welcome = true, fallBack = false }: { readonly welcome?: boolean; readonly fallBack?: boolean } = {},
): Promise<App> {
  return openApp({
    dataDir,
    moduleDir: paths.moduleDir,
    resourcesDir: paths.resourcesDir,
    composeDir: paths.composeDir,
    launcher: nodeChildLauncher,
    welcome,
    fallBack,
    ...(override ? { override } : {}),
  })
}

/**
 * Electron's own folder (cookies, page storage) for a data directory. Electron's lock of the single instance belongs to this folder
 * (electronjs.org/docs/latest/api/app, `second-instance`): another data directory is another instance.
 */
export function userDataFor(dataDir: string, usualDataDir: string, usualUserData: string): string {
  if (dataDir === usualDataDir) return usualUserData
  const separator = dataDir.includes('\\') ? '\\' : '/'
  return `${dataDir.replace(/[\\/]+$/, '')}${separator}desktop`
}

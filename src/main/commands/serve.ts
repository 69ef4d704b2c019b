import { openWebHost } from '@main/hosts/web'
import type { Settings } from '@shared/model/settings'
import { StageId } from '@shared/model/stage'
import { type InstallPaths, openPlainApp } from './install-paths'
import { openBrowser } from './open-browser'
import { print } from './terminal'

export interface ServeOptions {
  readonly dataDir: string
  readonly backend?: Settings['backend']
  readonly port: number
  readonly open: boolean
}

/** Hosts the window until the signal aborts. */
export async function serve(paths: InstallPaths, options: ServeOptions, signal: AbortSignal): Promise<void> {
  const app = await openPlainApp(paths, options.dataDir, options.backend ? { backend: options.backend } : {})
  const running = new AbortController()
  const opened = new AbortController()
  const ended = app.run(AbortSignal.any([signal, running.signal]))
  try {
    const { rendererDir } = paths
    const host = await openWebHost(app.session, { port: options.port, rendererDir, log: app.log })
    app.announce(new URL(host.url).origin)
    app.current().flow.start(StageId.options)
    print(`Millrace is ready at ${host.url}`)
    const opening = options.open && hasScreen() ? openBrowser(host.url, options.dataDir, opened.signal) : null
    await ended
    opened.abort()
    await opening
    await host.close()
  } finally {
    running.abort()
    opened.abort()
    await ended
  }
}

function hasScreen(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

import { openWebHost } from '@main/hosts/web'
import type { Settings } from '@shared/model/settings'
import { StageId } from '@shared/model/stage'
import open from 'open'
import { openPlainApp, type Place } from './place'

export interface ServeOptions {
  readonly dataDir: string
  readonly backend?: Settings['backend']
  readonly port: number
  readonly open: boolean
}

/** Hosts the window until the signal aborts. */
export async function serve(place: Place, options: ServeOptions, signal: AbortSignal): Promise<void> {
  const app = await openPlainApp(place, options.dataDir, options.backend ? { backend: options.backend } : {})
  const running = new AbortController()
  const ended = app.run(AbortSignal.any([signal, running.signal]))
  try {
    const host = await openWebHost(app.session, { port: options.port, rendererDir: place.rendererDir })
    app.announce(new URL(host.url).origin)
    app.current().start(StageId.options)
    console.log(`Millrace is ready at ${host.url}`)
    if (options.open && hasScreen()) await openBrowser(host.url)
    await ended
    await host.close()
  } finally {
    running.abort()
    await ended
  }
}

function hasScreen(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

async function openBrowser(url: string): Promise<void> {
  try {
    const child = await open(url)
    child.on('error', () => console.log('No browser could be opened; open the address above yourself.'))
  } catch {
    console.log('No browser could be opened; open the address above yourself.')
  }
}

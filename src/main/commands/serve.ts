import type { App } from '@main/composition/app'
import { openWebHost, type WebHost } from '@main/hosts/web'
import { FaultError } from '@shared/model/fault'
import { StageId } from '@shared/model/stage'
import { type BackendOptions, backendChange } from './backend-options'
import { type InstallPaths, openPlainApp } from './install-paths'
import { openBrowser } from './open-browser'
import { print } from './terminal'
import { openWebAccess } from './web-access'

export interface ServeOptions extends BackendOptions {
  readonly dataDir: string
  /** 0 picks a free one. By default the port of the settings, or a free one while that is taken. */
  readonly port?: number
  readonly open: boolean
  /** False: no welcome, also on the first start of the directory. */
  readonly welcome: boolean
}

/** Hosts the window until the signal aborts. */
export async function serve(paths: InstallPaths, options: ServeOptions, signal: AbortSignal): Promise<void> {
  const app = await openPlainApp(paths, options.dataDir, backendChange(options), {
    welcome: options.welcome,
    followDatasets: true,
    // Who names an environment wants that one.
    fallBack: options.environment === undefined && options.backend === undefined,
  })
  const running = new AbortController()
  const opened = new AbortController()
  const ended = app.run(AbortSignal.any([signal, running.signal]))
  try {
    const host = await openHost(app, paths, options)
    const url = host.url()
    app.announce(new URL(url).origin)
    app.current().flow.start(StageId.options)
    print(`Millrace is ready at ${url}`)
    const opening = options.open && hasScreen() ? openBrowser(url, options.dataDir, opened.signal) : null
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

/** On the wanted port; or, while that is taken, on the port of the last start or a free one. */
async function openHost(app: App, { rendererDir }: InstallPaths, options: ServeOptions): Promise<WebHost> {
  const access = await openWebAccess(options.dataDir)
  const open = (port: number) =>
    openWebHost(app.session, {
      port,
      rendererDir,
      tokens: access.tokens,
      log: app.log,
      onNewAddress: (url) => print(`The access token was renewed. The address is now ${url}`),
    })
  if (options.port !== undefined) return open(options.port)
  const { port: wanted } = app.current().settings.feed.value.web
  let problem = ''
  const unlessFree = (thrown: unknown) => {
    const code = thrown instanceof FaultError ? thrown.fault.code : null
    if (code !== 'port-taken' && code !== 'port-refused') throw thrown
    problem ||= code === 'port-taken' ? 'is taken' : 'is kept by the system'
    return null
  }
  const last = access.lastPort ?? 0
  const host = (await open(wanted).catch(unlessFree)) ?? (await open(last).catch(unlessFree)) ?? (await open(0))
  const port = Number(new URL(host.url()).port)
  if (port !== wanted) print(`Port ${wanted} ${problem}, so the window uses ${port} this time.`)
  await access.keepPort(port)
  return host
}

function hasScreen(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

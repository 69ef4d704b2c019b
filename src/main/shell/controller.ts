import { assertNever } from '@shared/model/assert-never'
import { viewOfDeepLink } from '@shared/model/deep-link'
import type { DesktopAction, OpenedFile } from '@shared/model/desktop'
import { type Lifecycle, type LifecycleEffect, type LifecycleEvent, STARTING, step } from './lifecycle'
import type { Command } from './menu-entry'
import { externalAddress } from './navigation-policy'
import { argsOf, type ShellRequest } from './requests'

/** What the shell can do: each is one or two calls of Electron. */
export interface Surface {
  /** Opens the main window, or restores it and brings it to the front. */
  showMain(): void
  /** The small window that says "Stopping…"; the others close. */
  showStopping(): void
  explainTray(): void
  /** Resolves to whether the user chose to quit. */
  askQuit(question: string): Promise<boolean>
  /** Shows words in a dialog. */
  tell(words: { readonly title: string; readonly detail: string }): void
  browse(url: string): void
  reload(): void
  relaunch(args: readonly string[]): void
  quit(): void
}

export interface ControllerOptions {
  readonly surface: Surface
  readonly about: { readonly title: string; readonly detail: string }
  send(action: DesktopAction): void
  reportProblem(): void
  update(): void
  startPipeline(): void
  stopPipeline(): void
  /** Throws an `Error` whose message says why the file cannot be used. */
  openFile(request: Extract<ShellRequest, { request: 'file' }>): Promise<OpenedFile>
  log(line: string): void
}

/** Applies the decisions of the lifecycle, of menus and of the tray. */
export interface Controller {
  /** Returns whether the default of the event that is being handled must be prevented. */
  handle(event: LifecycleEvent): boolean
  run(command: Command): void
  readonly state: Lifecycle['state']
  /** Aborts when the pipeline must stop. */
  readonly stopping: AbortSignal
}

export function createController(options: ControllerOptions): Controller {
  const { surface, send } = options
  const stop = new AbortController()
  let now: Lifecycle = STARTING

  const carryOut = async (request: ShellRequest) => {
    switch (request.request) {
      case 'show':
        return
      case 'link':
        return send({ action: 'go', view: viewOfDeepLink(request.link) })
      case 'file':
        try {
          send({ action: 'open-file', file: await options.openFile(request) })
        } catch (thrown) {
          const text = thrown instanceof Error ? thrown.message : String(thrown)
          send({ action: 'notice', title: 'The file could not be opened', text })
        }
        return
      default:
        assertNever(request)
    }
  }
  const apply = (effect: LifecycleEffect) => {
    switch (effect.effect) {
      case 'prevent':
        return
      case 'carry-out':
        if (effect.requests.length > 0) surface.showMain()
        for (const request of effect.requests) void carryOut(request)
        return
      case 'explain-tray':
        return surface.explainTray()
      case 'ask':
        // A dialog that fails must not keep the app from quitting.
        surface.askQuit(effect.question).then(
          (quit) => handle({ event: 'answered', quit }),
          () => handle({ event: 'answered', quit: true }),
        )
        return
      case 'stop':
        if (effect.window) surface.showStopping()
        setTimeout(() => {
          if (now.state === 'ended') return
          options.log(`The pipeline did not stop within ${effect.limitMs / 1_000} s. It ends now; its data is safe.`)
          handle({ event: 'stopped' })
        }, effect.limitMs).unref()
        return stop.abort()
      case 'relaunch':
        return surface.relaunch(argsOf(effect.requests))
      case 'quit':
        return surface.quit()
      default:
        assertNever(effect)
    }
  }
  const handle = (event: LifecycleEvent): boolean => {
    const { next, effects } = step(now, event)
    now = next
    for (const effect of effects) apply(effect)
    return effects.some(({ effect }) => effect === 'prevent')
  }
  const openExternal = (url: string) => {
    const address = externalAddress(url)
    if (address !== null) surface.browse(address)
  }
  /** Waits until the app runs, because nothing answers a page before that. While the app stops, nothing opens. */
  const show = (...actions: DesktopAction[]) => {
    if (now.state === 'stopping' || now.state === 'ended') return
    for (const action of actions) send(action)
    handle({ event: 'requested', requests: [{ request: 'show' }] })
  }
  return {
    handle,
    get state() {
      return now.state
    },
    stopping: stop.signal,
    run(command) {
      switch (command.command) {
        case 'show':
          return show()
        case 'go':
          return show({ action: 'go', view: command.view })
        case 'live-window':
          return show({ action: 'live-window' })
        case 'commands':
          return show({ action: 'commands' })
        case 'start':
          return options.startPipeline()
        case 'stop':
          return options.stopPipeline()
        case 'about':
          return surface.tell(options.about)
        case 'report-problem':
          return options.reportProblem()
        case 'update':
          return options.update()
        case 'browse':
          return openExternal(command.url)
        case 'reload':
          return surface.reload()
        case 'quit':
          return surface.quit()
        default:
          assertNever(command)
      }
    },
  }
}

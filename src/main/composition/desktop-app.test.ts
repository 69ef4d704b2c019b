import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Desktop } from '@main/ports/desktop'
import { WindowState } from '@main/shell/window-placement'
import { createFeed } from '@main/signals/feed'
import { Settings } from '@shared/model/settings'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { App } from './app'
import { createDesktopApp, type DesktopApp } from './desktop-app'

let done: string[]
let hasTray: boolean
let answer: boolean
let app: DesktopApp
let kept: WindowState
let dir: string
let file: string | null

const did = (name: string) => () => void done.push(name)
const asked = (name: string) => async () => {
  done.push(name)
  return answer
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-app-'))
  file = null
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  done = []
  hasTray = true
  answer = true
  kept = WindowState.parse({})
  app = createDesktopApp({
    updater: null,
    environment: {
      dataDir: dir,
      folders: { moduleDir: new URL('file:///'), resourcesDir: '/none', composeDir: '/none' },
      login: {
        platform: 'linux',
        packaged: false,
        program: '/m',
        home: '/home/me',
        configHome: undefined,
        hidden: '--hidden',
      },
      versions: { millrace: '1', electron: '45', chromium: '150', node: '24' },
    },
    state: {
      get value() {
        return kept
      },
      set(state) {
        kept = state
      },
      saved: async () => undefined,
    },
    surface: {
      get hasTray() {
        return hasTray
      },
      showMain: did('show main'),
      showStopping: did('show stopping'),
      reload: did('reload'),
      endPage: did('end page'),
      setTheme: did('theme'),
      showStatus: did('status'),
      notify: ({ title }) => done.push(title),
      askQuit: asked('ask quit'),
      askReload: asked('ask reload'),
      ask: asked('ask'),
      tell: ({ title }) => done.push(title),
      chooseReportFile: async (name) => {
        done.push(name)
        return file
      },
      reveal: (saved) => done.push(`reveal ${saved}`),
      browse: did('browse'),
      setLogin: did('login'),
      relaunch: did('relaunch'),
      quit: did('quit'),
    },
  })
  app.controller.handle({ event: 'opened' })
})
afterEach(async () => {
  vi.useRealTimers()
  await rm(dir, { recursive: true })
})

it('stays in the tray when the windows close, and says so once', () => {
  app.windowsClosed()
  app.windowsClosed()
  expect(done).toEqual(['Millrace keeps running'])
  expect(kept.trayExplained).toBe(true)
})

it('quits with its windows where there is no tray', () => {
  hasTray = false
  app.windowsClosed()
  expect(done).toEqual(['quit'])
  expect(app.quitAsked()).toBe(true)
  expect(app.controller.stopping.aborted).toBe(true)
})

it('loads a page that crashed again, with a notice, until it asks', async () => {
  const notices = app.actions.follow()
  for (let time = 0; time < 3; time++) app.pageGone('crashed', did('load again'))
  expect(done).toEqual(['load again', 'load again', 'load again'])
  expect((await notices.next()).value).toMatchObject({ action: 'notice', title: 'The page was loaded again' })
  app.notLoaded(false, 'ERR_FAILED', did('load'))
  await vi.advanceTimersByTimeAsync(1)
  expect(done.slice(3)).toEqual(['ask reload', 'load'])
})

it('does not end or ask when a reload or a close ends a load', () => {
  app.notLoaded(true, 'ERR_ABORTED', did('load'))
  app.pageGone('clean-exit', did('load'))
  expect(done).toEqual([])
})

it('asks about a page that does not respond for ten seconds', async () => {
  app.responds(false)
  await vi.advanceTimersByTimeAsync(9_000)
  app.responds(true)
  await vi.advanceTimersByTimeAsync(9_000)
  expect(done).toEqual([])
  app.responds(false)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(done).toEqual(['ask reload', 'end page'])
  answer = false
  app.responds(false)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(done).toEqual(['ask reload', 'end page', 'ask reload'])
})

it('opens the incident of a notification that was clicked', async () => {
  app.clicked('test')
  app.clicked('clicks/1')
  expect(done).toEqual(['show main', 'show main'])
  expect((await app.actions.follow().next()).value).toEqual({ action: 'go', view: '#/incidents/clicks%2F1' })
})

it('survives what comes before the data directory is open', () => {
  app.resumed()
  app.controller.run({ command: 'start' })
  app.controller.run({ command: 'stop' })
  expect(done).toEqual([])
})

it('saves a problem report where the user chooses, shows it, or says why it could not be saved', async () => {
  vi.useRealTimers()
  app.controller.run({ command: 'report-problem' })
  await vi.waitFor(() => expect(done).toEqual([expect.stringMatching(/^millrace-report-.+\.zip$/)]))
  file = join(dir, 'report.zip')
  app.controller.run({ command: 'report-problem' })
  await vi.waitFor(() => expect(done.at(-1)).toBe(`reveal ${file}`), { timeout: 10_000 })
  expect(existsSync(file)).toBe(true)
  file = join(dir, 'none', 'report.zip')
  app.controller.run({ command: 'report-problem' })
  await vi.waitFor(() => expect(done.at(-1)).toBe('The report could not be saved'), { timeout: 10_000 })
})

describe('a run', () => {
  let woken: number
  let wanted: string[]
  const settings = createFeed(Settings.parse({ desktop: { keepRunning: false } }))

  /** An app whose session has nothing but switches; its status cannot be read. */
  const fakeApp = (ended: Promise<void>): App => {
    const flow = { start: () => wanted.push('start'), runner: { want: () => wanted.push('stop') } }
    const closing = new AbortController().signal
    const session = { flow, closing, wake: () => woken++, ports: { clock: { sleep: () => ended } } }
    const fake: Partial<Record<keyof App, unknown>> = {
      session: createFeed(session),
      settings: { feed: settings, change: async () => settings.value },
      log: (line: string) => done.push(line),
      run: () => ended,
    }
    return fake as Partial<App> as App
  }

  it('starts the pipeline, serves the pages, and ends with it', async () => {
    vi.useRealTimers()
    woken = 0
    wanted = []
    let end: () => void = () => undefined
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    app.childGone({ type: 'GPU', reason: 'crashed', exitCode: 11 })
    app.childGone({ type: 'Utility', reason: 'clean-exit', exitCode: 0 })
    let served: App | null = null
    let secrets: string | null = null
    const openWith = async (desktop: Desktop) => {
      secrets = desktop.info().secrets
      desktop.setTheme('dark')
      return fakeApp(ended)
    }
    const serve = async (opened: App) => {
      served = opened
      throw new Error('no port')
    }
    const running = app.run({ seal: null, note: 'no secret store' }, openWith, serve)
    await vi.waitFor(() => expect(done).toContain('Error: no port'))
    expect(served).not.toBeNull()
    expect(secrets).toBe('no secret store')
    expect(kept.theme).toBe('dark')
    expect(done).toEqual(expect.arrayContaining(['The process GPU is gone: crashed, exit code 11.', 'no secret store']))
    app.resumed()
    app.controller.run({ command: 'stop' })
    app.controller.run({ command: 'start' })
    expect(wanted).toEqual(['start', 'stop', 'start'])
    expect(woken).toBe(1)
    // The setting decides, although there is a tray.
    app.windowsClosed()
    expect(done.at(-1)).toBe('quit')
    app.quitAsked()
    end()
    await running
  })

  it('fails with the fault of the data directory', async () => {
    const openWith = async () => {
      throw new Error('in use')
    }
    await expect(app.run({ seal: null, note: null }, openWith, async () => undefined)).rejects.toThrow('in use')
  })
})

import type { DesktopAction, OpenedFile } from '@shared/model/desktop'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Controller, createController, type Surface } from './controller'
import type { LifecycleEvent } from './lifecycle'
import type { Command } from './menu-entry'

let done: string[]
let sent: DesktopAction[]
let answer: () => Promise<boolean>
let controller: Controller
let file: () => Promise<OpenedFile>

const QUIT: LifecycleEvent = { event: 'before-quit', question: null }
const FILE = { request: 'file', path: '/a.log', kind: 'log' } as const
const OPENED: OpenedFile = { id: '1', name: 'a.log', bytes: 5, kind: 'log' }
const did = (name: string) => () => void done.push(name)

beforeEach(() => {
  vi.useFakeTimers()
  done = []
  sent = []
  answer = async () => true
  file = async () => OPENED
  const surface: Surface = {
    showMain: did('show main'),
    showStopping: did('show stopping'),
    explainTray: did('explain tray'),
    askQuit: (question) => {
      done.push(`ask ${question}`)
      return answer()
    },
    tell: ({ title }) => done.push(`tell ${title}`),
    browse: (url) => done.push(`browse ${url}`),
    reload: did('reload'),
    relaunch: (args) => done.push(`relaunch ${args.join(' ')}`),
    quit: did('quit'),
  }
  controller = createController({
    surface,
    about: { title: 'Millrace 1', detail: '' },
    send: (action) => sent.push(action),
    reportProblem: did('report problem'),
    update: did('update'),
    startPipeline: did('start'),
    stopPipeline: did('stop'),
    openFile: () => file(),
    log: (line) => done.push(line),
  })
})
afterEach(() => vi.useRealTimers())

const settled = () => vi.advanceTimersByTimeAsync(1)
const opened = () => {
  controller.handle({ event: 'opened' })
  done.length = 0
}

describe('requests', () => {
  it('show the window, the linked view, and opened files', async () => {
    const link = { show: 'incident', incident: 'a b' } as const
    controller.handle({ event: 'requested', requests: [{ request: 'link', link }, FILE, { request: 'show' }] })
    expect(done).toEqual([])
    controller.handle({ event: 'opened' })
    await settled()
    expect(done).toEqual(['show main'])
    expect(sent).toEqual([
      { action: 'go', view: '#/incidents/a%20b' },
      { action: 'open-file', file: OPENED },
    ])
  })

  it('say why a file cannot be opened', async () => {
    opened()
    file = async () => {
      throw new Error('/a.log is a folder.')
    }
    controller.handle({ event: 'requested', requests: [FILE] })
    await settled()
    file = () => Promise.reject('odd')
    controller.handle({ event: 'requested', requests: [FILE] })
    await settled()
    expect(sent).toEqual([
      { action: 'notice', title: 'The file could not be opened', text: '/a.log is a folder.' },
      { action: 'notice', title: 'The file could not be opened', text: 'odd' },
    ])
  })

  it('open no window when there are none, as for a start at login', () => {
    opened()
    controller.handle({ event: 'requested', requests: [] })
    expect(done).toEqual([])
  })
})

describe('the end', () => {
  it('stops the pipeline, and quits when it has stopped', () => {
    opened()
    expect(controller.handle(QUIT)).toBe(true)
    expect(controller.stopping.aborted).toBe(true)
    expect(done).toEqual(['show stopping'])
    controller.handle({ event: 'stopped' })
    expect(done).toEqual(['show stopping', 'quit'])
    expect(controller.handle(QUIT)).toBe(false)
    vi.advanceTimersByTime(20_000)
    expect(done).toHaveLength(2)
  })

  it('quits after ten seconds, whatever is still open', () => {
    opened()
    controller.handle(QUIT)
    vi.advanceTimersByTime(9_999)
    expect(controller.state).toBe('stopping')
    vi.advanceTimersByTime(1)
    expect(controller.state).toBe('ended')
    expect(done.slice(1)).toEqual([expect.stringContaining('within 10 s'), 'quit'])
  })

  it('asks first when something would be lost', async () => {
    opened()
    answer = async () => false
    controller.handle({ event: 'before-quit', question: 'Lost.' })
    await settled()
    expect(done).toEqual(['ask Lost.', 'show main'])
    expect(controller.state).toBe('running')
    answer = () => Promise.reject(new Error('no dialog'))
    controller.handle({ event: 'before-quit', question: 'Lost.' })
    await settled()
    expect(controller.state).toBe('stopping')
  })

  it('delays a shutdown of the system without a window, and cancels nothing', () => {
    opened()
    expect(controller.handle({ event: 'system-ends' })).toBe(true)
    expect(done).toEqual([])
    expect(controller.handle(QUIT)).toBe(false)
  })

  it('starts again with what arrived meanwhile', () => {
    opened()
    controller.handle(QUIT)
    controller.handle({ event: 'requested', requests: [FILE] })
    controller.handle({ event: 'stopped' })
    expect(done).toEqual(['show stopping', 'relaunch /a.log', 'quit'])
  })
})

it('explains the tray', () => {
  opened()
  controller.handle({ event: 'window-all-closed', stays: true, explained: false })
  expect(done).toEqual(['explain tray'])
})

it.each<[Command, string[], DesktopAction[]]>([
  [{ command: 'show' }, ['show main'], []],
  [{ command: 'go', view: '#/live' }, ['show main'], [{ action: 'go', view: '#/live' }]],
  [{ command: 'live-window' }, ['show main'], [{ action: 'live-window' }]],
  [{ command: 'commands' }, ['show main'], [{ action: 'commands' }]],
  [{ command: 'start' }, ['start'], []],
  [{ command: 'stop' }, ['stop'], []],
  [{ command: 'about' }, ['tell Millrace 1'], []],
  [{ command: 'report-problem' }, ['report problem'], []],
  [{ command: 'update' }, ['update'], []],
  [{ command: 'browse', url: 'https://a/' }, ['browse https://a/'], []],
  [{ command: 'browse', url: 'file:///etc' }, [], []],
  [{ command: 'reload' }, ['reload'], []],
  [{ command: 'quit' }, ['quit'], []],
])('carries out %j', (command, calls, actions) => {
  opened()
  controller.run(command)
  expect(done).toEqual(calls)
  expect(sent).toEqual(actions)
})

it('opens the window of a command once the app runs, and none while it stops', () => {
  controller.run({ command: 'go', view: '#/live' })
  expect(done).toEqual([])
  controller.handle({ event: 'opened' })
  expect(done).toEqual(['show main'])
  expect(sent).toEqual([{ action: 'go', view: '#/live' }])
  controller.handle(QUIT)
  controller.run({ command: 'show' })
  controller.handle({ event: 'stopped' })
  controller.run({ command: 'show' })
  expect(done).toEqual(['show main', 'show stopping', 'quit'])
})

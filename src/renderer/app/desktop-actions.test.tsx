// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import type { DesktopAction } from '@shared/model/desktop'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createConnection } from '../state/connection/connection'
import { ConnectionProvider } from '../state/connection/connection-context'
import { DesktopActions } from './desktop-actions'

Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true)
let root: Root
let page: HTMLElement
let calls: string[]
beforeEach(() => {
  calls = []
  window.location.hash = ''
  page = document.createElement('div')
  document.body.append(page)
  root = createRoot(page)
})
afterEach(async () => {
  await act(() => root.unmount())
  page.remove()
})

/** Shows the page of a desktop app that asks for these actions. */
async function show(...actions: DesktopAction[]): Promise<void> {
  async function* feed() {
    yield* actions
    await new Promise(() => {})
  }
  const answers: Record<string, (input: object) => unknown> = {
    'desktop actions': feed,
    'desktop theme': (input) => void calls.push(`theme ${JSON.stringify(input)}`),
    'desktop read': () => new File(['{"name":"Storm"}'], 'x'),
    'scenarios import': () => {
      calls.push('import')
      return { origin: 'own', id: 'storm', scenario: { name: 'Storm', disturbances: [] }, problem: null }
    },
  }
  const connection = createConnection(async () => ({
    link: { call: async (path, input) => answers[path.join(' ')]?.(input as object) },
    ended: new Promise<void>(() => {}),
  }))
  await act(async () =>
    root.render(
      <MantineProvider env="test" defaultColorScheme="dark">
        <Notifications />
        <ConnectionProvider connection={connection}>
          <DesktopActions />
        </ConnectionProvider>
      </MantineProvider>,
    ),
  )
}

const soon = (check: () => void) =>
  vi.waitFor(async () => {
    await act(async () => undefined)
    check()
  })

it('goes to the view that a link, the menu or the tray asks for', async () => {
  await show({ action: 'go', view: '#/incidents/a%20b' })
  await soon(() => expect(window.location.hash).toBe('#/incidents/a%20b'))
})

it('shows a notice', async () => {
  await show({ action: 'notice', title: 'The page was loaded again', text: 'The page crashed.' })
  await soon(() => expect(document.body.textContent).toContain('The page crashed.'))
})

it('goes to the replay form with an access log, without reading it', async () => {
  await show({ action: 'open-file', file: { id: '1', name: 'access.log', bytes: 5e9, kind: 'log' } })
  await soon(() => expect(window.location.hash).toBe('#/replay'))
  expect(calls).not.toContain('import')
})

it('imports a scenario, and shows it', async () => {
  await show({
    action: 'open-file',
    file: { id: '1', name: 'storm.millrace-scenario.json', bytes: 16, kind: 'scenario' },
  })
  await soon(() => expect(window.location.hash).toBe('#/scenarios'))
  expect(calls).toContain('import')
})

it('says the theme', async () => {
  await show()
  await soon(() => expect(calls).toContain('theme {"theme":"dark"}'))
})

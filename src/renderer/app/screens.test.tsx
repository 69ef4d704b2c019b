// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core'
import { ORPCError } from '@orpc/client'
import { SCREENS } from '@shared/model/screen'
import type { ReactNode } from 'react'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import file from '../../../resources/datasets/user_interactions/dataset.json'
import { AlertsProvider } from '../state/alerts'
import { BackendSwitchProvider } from '../state/backend-switch'
import { createConnection } from '../state/connection/connection'
import { ConnectionProvider } from '../state/connection/connection-context'
import { DatasetsProvider } from '../state/datasets'
import { IncidentsProvider } from '../state/incidents'
import { PipelineStatusProvider } from '../state/pipeline-status'
import { parseRoute } from '../state/route'
import { ScenariosProvider } from '../state/scenarios'
import { ServicesStatusProvider } from '../state/services-status'
import { cssVariables, theme } from '../theme'
import { preloadChunks } from './lazy-chunk'
import { ScreenRouter } from './screen-router'

/**
 * The screens in states that are rare in a running Millrace: every call except the one for the datasets fails, or gets no answer.
 */
const WITHIN_THE_SHELL = SCREENS.filter((screen) => screen !== 'live-window')

Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true)
/** Compiling the chunks takes a slow machine longer than a screen may take to answer. */
beforeAll(preloadChunks, 60_000)

let root: Root
let page: HTMLElement
beforeEach(() => {
  page = document.createElement('div')
  document.body.append(page)
  root = createRoot(page)
})
afterEach(async () => {
  await act(() => root.unmount())
  page.remove()
})

const DATASET = {
  name: 'user_interactions',
  ...file,
  schema: { type: 'record', name: 'user_interactions', fields: [] },
}

/** Answers the call for the datasets; `other` decides the result of every other call. */
const connectionWith = (other: () => Promise<never>) =>
  createConnection(async () => ({
    link: { call: async ([group, call]) => (group === 'datasets' && call === 'list' ? [DATASET] : other()) },
    ended: new Promise<void>(() => {}),
  }))

const within = (connection: ReturnType<typeof createConnection>, screen: ReactNode) => (
  <MantineProvider env="test" theme={theme} cssVariablesResolver={cssVariables}>
    <ConnectionProvider connection={connection}>
      <DatasetsProvider>
        <PipelineStatusProvider>
          <ServicesStatusProvider>
            <IncidentsProvider>
              <AlertsProvider>
                <ScenariosProvider>
                  <BackendSwitchProvider>{screen}</BackendSwitchProvider>
                </ScenariosProvider>
              </AlertsProvider>
            </IncidentsProvider>
          </ServicesStatusProvider>
        </PipelineStatusProvider>
      </DatasetsProvider>
    </ConnectionProvider>
  </MantineProvider>
)

const show = (name: string, other: () => Promise<never>) =>
  act(async () => root.render(within(connectionWith(other), <ScreenRouter route={parseRoute(`#/${name}`)} />)))

it.each(WITHIN_THE_SHELL)('%s names what failed, and the next step', async (name) => {
  const fault = { code: 'store-unavailable', reason: 'connection refused' }
  await show(name, async () => {
    throw new ORPCError('FAULT', { data: fault })
  })
  await vi.waitFor(
    async () => {
      await act(async () => undefined)
      expect(page.querySelector('[role=alert]')?.textContent).toContain(
        'The store does not respond (connection refused)',
      )
    },
    { timeout: 10_000 },
  )
  expect(page.querySelector('[role=alert] strong')?.textContent).toMatch(/could not be|failed/)
})

it.each(WITHIN_THE_SHELL)('%s keeps its layout while no call is answered', async (name) => {
  await show(name, () => new Promise<never>(() => {}))
  await vi.waitFor(
    async () => {
      await act(async () => undefined)
      expect(page.querySelector('[class*=Skeleton]')).not.toBeNull()
    },
    { timeout: 10_000 },
  )
  expect(page.querySelector('[role=alert]')).toBeNull()
})

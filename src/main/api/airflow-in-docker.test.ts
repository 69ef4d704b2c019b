import type { ComposeFile } from '@main/services/compose-file'
import type { WatchedServices } from '@main/services/watched-services'
import { createFeed } from '@main/signals/feed'
import type { SettingsChange } from '@shared/contract'
import { FaultError } from '@shared/model/fault'
import type { Preflight, Service, ServiceId } from '@shared/model/service'
import { Settings } from '@shared/model/settings'
import { beforeEach, expect, it } from 'vitest'
import { runInDocker, stopInDocker } from './airflow-in-docker'
import type { ApiContext } from './context'

const NOW = Date.UTC(2026, 10, 30, 12, 34, 56)

let settings: ReturnType<typeof createFeed<Settings>>
let preflight: Preflight
let done: string[]
/** Why the passwords cannot be read. */
let closed: FaultError | null

const service = (id: ServiceId, part: Partial<Service>): Service =>
  ({ id, title: id, role: 'extra', profiles: [], ...part }) as Partial<Service> as Service

function context(
  services = [
    service('kafka', { role: 'log' }),
    service('queue', { profiles: ['workflows'] }),
    service('api', { role: 'scheduler', profiles: ['workflows'] }),
  ],
): ApiContext {
  const compose: Partial<ComposeFile> = { path: '/compose.yaml' }
  const parts: Partial<WatchedServices> = {
    compose: compose as ComposeFile,
    stack: createFeed({ services, specs: new Map(), builds: new Map(), values: {} }),
    runPreflight: async (_signal, ids) => {
      done.push(`check ${ids}`)
      return preflight
    },
    values: () => {
      if (closed) throw closed
      return {}
    },
    start: (ids) => void done.push(`start ${ids}`),
    stop: (ids) => void done.push(`stop ${ids}`),
  }
  const change = async (part: SettingsChange) => {
    done.push('change')
    const { analysis, airflow, services } = settings.value
    settings.publish(
      Settings.parse({
        analysis: { ...analysis, embedded: { ...analysis.embedded, ...part.analysis } },
        airflow: { ...airflow, ...part.airflow },
        services: { ...services, ...part.services },
      }),
    )
    return settings.value
  }
  const known: Partial<ApiContext> = {
    services: parts as WatchedServices,
    settings: { feed: settings, change },
    ports: { clock: { now: () => NOW } } as ApiContext['ports'],
    windows: { gate: { scheduler: () => settings.value.analysis.embedded.scheduler } } as ApiContext['windows'],
  }
  return known as ApiContext
}

beforeEach(() => {
  settings = createFeed(Settings.parse({ services: { variables: { KAFKA_PORT: '19092' } } }))
  preflight = { checks: [], order: [], missing: [], ready: true }
  done = []
  closed = null
})

it('changes nothing when the passwords cannot be read', async () => {
  closed = new FaultError({ code: 'secrets-closed', file: 'secrets.json', reason: 'it is damaged' })
  const before = settings.value
  await expect(runInDocker(context())).rejects.toBe(closed)
  expect(done).toEqual([])
  expect(settings.value).toBe(before)
})

it('chooses the profile, makes Airflow the scheduler from this minute on, and starts its services only', async () => {
  await runInDocker(context())
  expect(done).toEqual(['check queue,api', 'change', 'start queue,api'])
  expect(settings.value).toMatchObject({
    analysis: { embedded: { scheduler: 'airflow' } },
    airflow: { place: 'managed' },
    services: {
      profiles: ['workflows'],
      variables: { KAFKA_PORT: '19092', MILLRACE_START: '2026-11-30T12:34:00.000Z' },
    },
  })
})

it('keeps the first window when it is started once more', async () => {
  const variables = { MILLRACE_START: '2026-11-29T00:00:00.000Z' }
  settings.publish(
    Settings.parse({
      analysis: { embedded: { scheduler: 'airflow' } },
      airflow: { place: 'managed' },
      services: { profiles: ['workflows'], variables },
    }),
  )
  await runInDocker(context())
  expect(settings.value.services).toMatchObject({ profiles: ['workflows'], variables })
})

it('changes nothing when something is in the way, and says what to do about each obstacle', async () => {
  const check = { id: 'x', service: null, fix: null, title: 'Memory', found: '2 GB for up to 12 GB' }
  preflight = {
    ...preflight,
    ready: false,
    checks: [
      { ...check, state: 'bad', advice: 'Give the engine more memory.' },
      { ...check, state: 'warning', advice: 'Not this.' },
      { ...check, state: 'bad', title: 'Reach', found: 'far away', advice: null },
    ],
  }
  const before = settings.value
  await expect(runInDocker(context())).rejects.toMatchObject({
    fault: { code: 'airflow-not-startable', advice: ['Give the engine more memory.', 'Reach: far away.'] },
  })
  expect(done).toEqual(['check queue,api'])
  expect(settings.value).toBe(before)
})

it('stops its services, and hands the work back', async () => {
  await runInDocker(context())
  done = []
  await stopInDocker(context())
  expect(done).toEqual(['change', 'stop queue,api'])
  expect(settings.value).toMatchObject({
    analysis: { embedded: { scheduler: 'croner' } },
    services: { profiles: [] },
  })
})

it('leaves an Airflow of the user’s own as the scheduler', async () => {
  settings.publish(
    Settings.parse({ analysis: { embedded: { scheduler: 'airflow' } }, services: { profiles: ['workflows', 'more'] } }),
  )
  await stopInDocker(context())
  expect(settings.value.analysis.embedded.scheduler).toBe('airflow')
  expect(settings.value.services.profiles).toEqual(['more'])
})

it('says what the compose file lacks', async () => {
  const nothing = context([service('kafka', { role: 'log' })])
  await expect(runInDocker(nothing)).rejects.toMatchObject({
    fault: { code: 'compose-invalid', file: '/compose.yaml', problem: expect.stringContaining('the role scheduler') },
  })
})

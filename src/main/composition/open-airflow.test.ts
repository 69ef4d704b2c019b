import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RunningServices } from '@main/backends/docker/running-services'
import type { Secrets } from '@main/ports/secrets'
import { createFeed } from '@main/signals/feed'
import type { Fault } from '@shared/model/fault'
import type { Service, ServiceState, ServicesStatus } from '@shared/model/service'
import { Settings } from '@shared/model/settings'
import { beforeEach, expect, it } from 'vitest'
import { openAirflow } from './open-airflow'

let kept: Record<string, string>
let state: ServiceState
let settings: Settings['airflow']

const sealed: Secrets = {
  read: async () => kept,
  write: async (values) => {
    kept = { ...values }
  },
}

function services(): RunningServices {
  const service: Partial<Service> = {
    title: 'Airflow API server',
    role: 'scheduler',
    ports: [{ host: 18_080, container: 8080, variable: 'AIRFLOW_PORT' }],
  }
  const status: Partial<ServicesStatus> = {
    engine: {
      state: 'connected',
      name: 'Docker',
      version: '1',
      socket: 'unix:///fake.sock',
      cpus: 2,
      memoryBytes: 16e9,
    },
    services: [{ service: service as Service, state, wanted: true, restarts: 0 }],
  }
  const values = { AIRFLOW_USER: 'millrace', AIRFLOW_PASSWORD: 'generated' }
  return { feed: createFeed(status as ServicesStatus), values: () => values, connection: () => null }
}

const open = () =>
  openAirflow({ sealed, settings: () => settings, services: services(), cutOff: createFeed<Fault | null>(null) })

beforeEach(() => {
  kept = {}
  state = { state: 'healthy', since: 0 }
  settings = Settings.parse({ airflow: { url: 'http://airflow.example' } }).airflow
})

it('is at the address of the settings, with the saved login', async () => {
  const airflow = open()
  expect(airflow.address()).toEqual({ url: 'http://airflow.example', dagId: 'millrace_minutely' })
  expect(await airflow.loginKind()).toBe('none')
  await airflow.setLogin({ token: 't' })
  expect(await airflow.loginKind()).toBe('token')
})

it('is in Docker at the port of the compose file, with the generated login, and nothing is saved', async () => {
  settings = { ...settings, place: 'managed' }
  const airflow = open()
  expect(airflow.address().url).toBe('http://127.0.0.1:18080')
  expect(await airflow.loginKind()).toBe('password')
  expect(airflow.workflow()).toBe(airflow.workflow())
  expect(kept).toEqual({})
})

it('sends the generated login to no Airflow of the user’s own', async () => {
  const bodies: string[] = []
  const own = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    bodies.push(body)
    response.writeHead(401).end('{}')
  })
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = own.address() as AddressInfo
    settings = { ...settings, url: `http://127.0.0.1:${port}` }
    const airflow = open()
    await airflow.setLogin({ user: 'me', password: 'mine' })
    const workflow = airflow.workflow()
    settings = { ...settings, place: 'managed' }
    await expect(workflow.look(AbortSignal.timeout(5_000))).rejects.toThrow()
    expect(bodies.join()).toContain('mine')
    expect(bodies.join()).not.toContain('generated')
  } finally {
    own.close()
  }
})

it('says that its container does not run, before anything is asked', () => {
  settings = { ...settings, place: 'managed' }
  state = { state: 'missing' }
  expect(() => open().workflow()).toThrow(
    expect.objectContaining({
      fault: { code: 'service-away', service: 'Airflow API server', reason: 'it was not started' },
    }),
  )
})

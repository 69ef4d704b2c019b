import type { WatchedServices } from '@main/services/watched-services'
import { createFeed } from '@main/signals/feed'
import { call } from '@orpc/server'
import type { Service, ServiceId } from '@shared/model/service'
import { expect, it } from 'vitest'
import type { ApiContext } from './context'
import { services } from './services'

const service = (id: ServiceId, profiles: string[]) => ({ id, profiles }) as Partial<Service> as Service

it('starts and stops one service, those of a profile, or all', async () => {
  const done: (readonly ServiceId[] | null)[] = []
  const all = [service('log', []), service('queue', ['workflows']), service('worker', ['workflows', 'more'])]
  const parts: Partial<WatchedServices> = {
    stack: createFeed({ services: all, specs: new Map(), builds: new Map(), values: {} }),
    start: (ids) => void done.push(ids),
    stop: (ids) => void done.push(ids),
  }
  const known: Partial<ApiContext> = { services: parts as WatchedServices }
  const context = { ...(known as ApiContext), connection: { feeds: 0 } }
  await call(services.start, { service: 'log' }, { context })
  await call(services.start, { profile: 'workflows' }, { context })
  await call(services.stop, { profile: 'more' }, { context })
  await call(services.stop, {}, { context })
  expect(done).toEqual([['log'], ['queue', 'worker'], ['worker'], null])
})

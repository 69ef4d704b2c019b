import type { Ports } from '@main/ports'
import { expect, it } from 'vitest'
import { readOnly } from './read-only'

/** Ports whose calls are all recorded and answered. */
function recordedPorts() {
  const called: string[] = []
  const port = (name: string) =>
    new Proxy(
      {},
      {
        get: (_, call) => {
          const path = `${name}.${String(call)}`
          if (['store.landing', 'store.search', 'store.pages'].includes(path)) return port(path)
          return async () => {
            called.push(path)
            return { appended: 0, bytes: 0, end: [3, 4], start: [0, 0] }
          }
        },
      },
    )
  const names = ['log', 'registry', 'objects', 'store', 'connector', 'storeServer', 'ledger', 'temp']
  const ports: Partial<Ports> = Object.fromEntries(names.map((name) => [name, port(name)]))
  return { ports: readOnly(ports as Ports, 'prod'), called }
}

const WRITES: readonly [string, (ports: Ports) => unknown][] = [
  ['creates no topic', ({ log }) => log.createTopic('t', 1)],
  ['appends nothing', ({ log }) => log.append('t', [])],
  ['does not become the writer of the log', ({ log }) => log.progress('s')],
  ['commits no offsets', ({ log }) => log.commit('t', [1])],
  ['removes no records', ({ log }) => log.retain('t', { maxBytes: 1, maxAgeMs: 1 })],
  ['registers no schema', ({ registry }) => registry.register('s', {} as never)],
  ['puts no object', ({ objects }) => objects.put('b', 'k', new Uint8Array())],
  ['puts no file', ({ objects }) => objects.putFile('b', 'k', '/f')],
  ['removes no object', ({ objects }) => objects.remove('b', 'k')],
  ['prepares no table', ({ store }) => store.prepare({} as never, 1)],
  ['inserts no row', ({ store }) => store.insert({} as never, [])],
  ['opens no landing table', ({ store }) => store.landing.open({} as never, [])],
  ['closes no landing table', ({ store }) => store.landing.close({} as never)],
  ['creates no connector', ({ connector }) => connector?.ensure({} as never)],
  ['stops no connector', ({ connector }) => connector?.stop('d', new AbortController().signal)],
  ['starts no store', ({ storeServer }) => storeServer.start(new AbortController().signal)],
]

it.each(WRITES)('%s, and says that the environment is read-only', async (_, write) => {
  const { ports, called } = recordedPorts()
  await expect(write(ports)).rejects.toMatchObject({ fault: { code: 'read-only', environment: 'prod' } })
  expect(called).toEqual([])
})

it('looks at everything', async () => {
  const { ports, called } = recordedPorts()
  await ports.log.read('t', [0], 1)
  await ports.objects.list('b')
  await ports.registry.versions('s')
  await ports.store.usage('d')
  await ports.store.search.byId({} as never, 'id')
  await ports.store.pages.sums({} as never)
  await ports.store.landing.isOpen({} as never, [])
  expect(called).toEqual([
    'log.read',
    'objects.list',
    'registry.versions',
    'store.usage',
    'store.search.byId',
    'store.pages.sums',
    'store.landing.isOpen',
  ])
})

it('counts the events of a topic that Millrace never wrote to by its offsets', async () => {
  const { ports } = recordedPorts()
  expect((await ports.log.usage('t')).appended).toBe(7)
})

import type { Documents } from '@main/ports/documents'
import { expect, it } from 'vitest'
import { openGuide } from './guide-store'

function documentsWith(kept: Record<string, string>): Documents {
  return {
    path: (name) => name,
    read: async (name) => JSON.parse(kept[name] ?? 'null'),
    async write(name, value) {
      kept[name] = JSON.stringify(value)
    },
  }
}

it('welcomes on the first start of a data directory only', async () => {
  expect((await openGuide(documentsWith({}), true)).feed.value).toEqual({ welcome: true, tour: null })
  for (const starts of ['starts.json', 'docker/starts.json']) {
    expect((await openGuide(documentsWith({ [starts]: '{"starts":1}' }), true)).feed.value.welcome).toBe(false)
  }
})

it('does not welcome when it should not, or when the document cannot be read', async () => {
  expect((await openGuide(documentsWith({}), false)).feed.value.welcome).toBe(false)
  expect((await openGuide(documentsWith({ 'guide.json': '{' }), true)).feed.value.welcome).toBe(false)
  expect((await openGuide(documentsWith({ 'guide.json': '{"tour":"no such step"}' }), true)).feed.value).toEqual({
    welcome: false,
    tour: null,
  })
})

it('keeps a closed welcome and the step of the tour', async () => {
  const kept = {}
  const guide = await openGuide(documentsWith(kept), true)
  await Promise.all([guide.change({ welcome: false }), guide.change({ tour: 'find-an-event' })])
  expect(guide.feed.value).toEqual({ welcome: false, tour: 'find-an-event' })
  expect((await openGuide(documentsWith(kept), true)).feed.value).toEqual({ welcome: false, tour: 'find-an-event' })
})

it('shows the welcome again on request, also in a data directory that was started before', async () => {
  const guide = await openGuide(documentsWith({ 'starts.json': '{"starts":4}' }), true)
  await guide.change({ welcome: true })
  expect(guide.feed.value.welcome).toBe(true)
})
